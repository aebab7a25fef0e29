/**
 * The churn step of a run: what the model of the week says of each account, a chunk at a time.
 *
 * In: facts as of the run. Out: one row of churn_risk per account under the run's id; of a run over all accounts also how far the
 * features have drifted. After a crash: written again with the same keys, or never seen. Memory: one chunk.
 */
import type { FactsAsOf, FactsStore } from "@mimamori/account-facts";
import { snapshotAt } from "@mimamori/churn-risk";
import type { AccountAtMoment, ContractHistory } from "@mimamori/churn-risk";
import { RowBinaryWriter } from "@mimamori/clickhouse-tables";
import { daysInTimeZone } from "@mimamori/revenue-movements";
import { chunksOf } from "./account-chunk.ts";
import type { AccountChunk } from "./account-chunk.ts";
import { readChurnFeatures } from "./churn-features.ts";
import type { AccountSnapshot } from "./churn-features.ts";
import { readContractHistories } from "./contract-histories.ts";
import { writeDrift } from "./drift.ts";
import { FeatureDrift } from "./feature-drift.ts";
import type { KeptModel } from "./model-store.ts";
import { riskOfRows } from "./model-at-work.ts";
import type { RiskOfRow } from "./model-at-work.ts";
import { RISK_COLUMNS, writeRiskRow } from "./risk-rows.ts";
import type { RiskRow } from "./risk-rows.ts";

export interface ChurnScoring {
  readonly store: FactsStore;
  readonly facts: FactsAsOf;
  readonly run: { readonly runId: string; readonly asOf: Date };
  /** Undefined: none was ever trained. */
  readonly model: KeptModel | undefined;
  readonly signal: AbortSignal;
}

/** Ranges of all accounts; chosen ones are named one by one in the SQL. */
const ACCOUNTS_PER_RANGE = 20_000;
const ACCOUNTS_PER_LIST = 1_000;
const NO_CONTRACT: ContractHistory = { states: [], leavings: [] };

/** Writes the rows of the accounts (sorted ids). `all`: they are all that there are. */
export async function scoreChurn(
  scoring: ChurnScoring,
  accounts: readonly string[],
  all: boolean,
): Promise<void> {
  const { store, run, model, signal } = scoring;
  const work = workOf(scoring);
  const writer = new RowBinaryWriter();
  const naming = { ...run, modelVersion: model?.version ?? "" };
  const size = all ? ACCOUNTS_PER_RANGE : ACCOUNTS_PER_LIST;
  for (const chunk of chunksOf(accounts, size, all)) {
    signal.throwIfAborted();
    writer.clear();
    for (const row of await scoreChunk(scoring, work, chunk)) writeRiskRow(writer, naming, row);
    await store.tables.insertBinary("mimamori.churn_risk", RISK_COLUMNS, writer.view());
  }
  if (all && work !== undefined) await writeDrift(scoring, work.version, work.drift);
}

/** A published model at work. */
interface Work {
  readonly version: string;
  readonly plan: KeptModel["plan"];
  readonly riskOf: RiskOfRow;
  readonly drift: FeatureDrift;
}

function workOf({ model }: ChurnScoring): Work | undefined {
  if (model?.verdict !== "published" || model.model === null) return undefined;
  const { version, plan } = model;
  return {
    version,
    plan,
    riskOf: riskOfRows(model.model, plan),
    drift: new FeatureDrift(model.model, plan),
  };
}

async function scoreChunk(
  { store, facts, run }: ChurnScoring,
  work: Work | undefined,
  { accounts, where }: AccountChunk,
): Promise<RiskRow[]> {
  const days = daysInTimeZone(store.timeZone);
  const histories = await facts.read(() =>
    readContractHistories(store.tables, facts, where, run.asOf),
  );
  const settings = { days, asOfMs: run.asOf.getTime() };
  const states = accounts.map((account) => ({
    account,
    state: snapshotAt(histories.get(account) ?? NO_CONTRACT, settings),
  }));
  if (work === undefined) return states.map(withoutModel);
  const scored = states.flatMap(({ account, state }): AccountSnapshot[] =>
    state.status === "scored" ? [{ account, snapshot: state.snapshot }] : [],
  );
  const { plan } = work;
  const batch = `${run.runId}.churn`;
  const reading = { store, facts, plan, batch, where, mayHaveChanged: false };
  const values = await readChurnFeatures(reading, scored);
  work.drift.add(values);
  const width = values.length / Math.max(1, scored.length);
  let row = 0;
  return states.map(({ account, state }): RiskRow => {
    if (state.status !== "scored") return withoutModel({ account, state });
    const { snapshot } = state;
    const risk = work.riskOf(values, row++ * width, snapshot);
    return { account, status: "scored", snapshot, risk };
  });
}

function withoutModel({ account, state }: { account: string; state: AccountAtMoment }): RiskRow {
  return state.status === "scored"
    ? { account, status: "no-model", snapshot: state.snapshot, risk: undefined }
    : { account, status: state.status, snapshot: undefined, risk: undefined };
}
