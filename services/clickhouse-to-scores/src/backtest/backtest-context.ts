/**
 * What every judgement by later data stands on: the facts as of the end of what is known, and until when contracts were heard of.
 *
 * In: the settled watermark. Out: BacktestContext. After a crash: what was staged is nobody's, and dropped a day later.
 */
import { factsAsOf } from "@mimamori/account-facts";
import type { FactsAsOf, FactsStore } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { CompanyConfig } from "@mimamori/company-config";
import { daysInTimeZone } from "@mimamori/revenue-movements";
import type { ZonedDays } from "@mimamori/revenue-movements";
import { readWatermark } from "../choose-as-of.ts";
import { readHistoryEnd } from "../churn/history-end.ts";
import { ScoringError } from "../errors.ts";
import { newRunId } from "../score-runs.ts";

/** What the parts of a backtest share. */
export interface BacktestContext {
  readonly store: FactsStore;
  readonly config: CompanyConfig;
  readonly facts: FactsAsOf;
  readonly runId: string;
  readonly asOf: Date;
  readonly days: ZonedDays;
  readonly splitDay: number | null;
  /** Decisions after this company day were not seen. */
  readonly seenThroughDay: number;
  readonly signal: AbortSignal;
}

const DAY_MS = 86_400_000;

/**
 * Opens the facts. To be closed with `facts.drop()`.
 * @throws ScoringError no_contracts when there is nothing to judge by
 */
export async function openBacktest(
  tables: ClickhouseTables,
  config: CompanyConfig,
  split: string | undefined,
  signal: AbortSignal,
): Promise<BacktestContext> {
  const { company } = config;
  const watermark = await readWatermark(tables);
  const end = watermark && (await readHistoryEnd(tables, watermark.settledAt));
  if (watermark === undefined || end === undefined)
    throw new ScoringError(
      "no_contracts",
      "there are no subscriptions in the facts yet, so nobody can have left: send or import them first",
    );
  const { asOf, contractsSeenAt } = end;
  const store: FactsStore = { tables, timeZone: company.timeZone, currencies: company };
  const days = daysInTimeZone(company.timeZone);
  const runId = newRunId("backtest", asOf);
  return {
    ...{ store, config, runId, asOf, days, signal },
    facts: await factsAsOf(store, { runId, asOf, accounts: "all" }),
    splitDay: split === undefined ? null : Date.parse(split) / DAY_MS,
    seenThroughDay: days.dayOf(contractsSeenAt.getTime()),
  };
}
