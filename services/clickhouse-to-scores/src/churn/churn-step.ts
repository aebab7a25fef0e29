/** Where a run meets churn: chooses the model and scores the accounts. In: the run. Out: rows of churn_risk, and the model's version. */
import type { FactsStore } from "@mimamori/account-facts";
import type { RunContext } from "../run-context.ts";
import { modelOfWeek, newestModel } from "./choose-model.ts";
import { scoreChurn } from "./score-churn.ts";

/** `all`: the accounts (sorted ids) are all that there are. @returns the version of the model; empty without one */
export async function churnStep(
  { tables, config: { company }, run, facts, signal }: RunContext,
  accounts: readonly string[],
  all: boolean,
): Promise<string> {
  if (run.kind === "backtest") return "";
  const model = all
    ? await modelOfWeek(tables, company, run.asOf, signal)
    : await newestModel(tables, run.asOf);
  const store: FactsStore = { tables, timeZone: company.timeZone, currencies: company };
  const sorted = all ? accounts : accounts.toSorted();
  await scoreChurn({ store, facts, run, model, signal }, sorted, all);
  return model?.version ?? "";
}
