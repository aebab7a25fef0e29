/**
 * The job `backtest`: how good the churn model and the health score would have been on data from after their training.
 *
 * In: the settled watermark, facts, today's scorecards. Out: a report, stored as one row of model_reports and returned. After a
 * crash: no report; runs that were begun stay invisible and are removed when history is thinned.
 */
import { factsAsOf } from "@mimamori/account-facts";
import type { FactsAsOf, FactsStore } from "@mimamori/account-facts";
import type { BacktestReport } from "@mimamori/churn-risk";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { readCompanyConfig } from "@mimamori/company-config";
import type { CompanyConfig } from "@mimamori/company-config";
import type { JobLog } from "@mimamori/job-schedules";
import { daysInTimeZone } from "@mimamori/revenue-movements";
import type { ZonedDays } from "@mimamori/revenue-movements";
import { readWatermark } from "../choose-as-of.ts";
import { readFeaturePlan } from "../churn/feature-plan.ts";
import { readHistoryEnd } from "../churn/history-end.ts";
import { ScoringError } from "../errors.ts";
import { newRunId } from "../score-runs.ts";
import { readPasts } from "./account-pasts.ts";
import type { AccountPast } from "./account-pasts.ts";
import { judgeChurnRisk } from "./judge-churn-risk.ts";
import type { JudgedModel } from "./judge-churn-risk.ts";
import { HORIZON_DAYS, judgeHealthScore } from "./judge-health-score.ts";
import { monthStarts } from "./month-starts.ts";
import { scoresAt } from "./scores-at-months.ts";
import type { MonthScore } from "./scores-at-months.ts";
import { storeReport } from "./store-report.ts";

export interface BacktestRequest {
  /** YYYY-MM-DD: what is judged comes from this day on; month by month when it is left out. */
  readonly split?: string | undefined;
  /** Days: only the churn model at this lead. Left out: at 0 and 28 days and spread over the month, and the health score. */
  readonly lead?: number | undefined;
}

interface Backtesting {
  readonly tables: ClickhouseTables;
  readonly configDir: string;
  readonly log: JobLog;
}

/** What the parts of a backtest share. */
interface BacktestContext {
  readonly store: FactsStore;
  readonly config: CompanyConfig;
  readonly facts: FactsAsOf;
  readonly runId: string;
  readonly asOf: Date;
  readonly factsVersion: string;
  readonly days: ZonedDays;
  readonly splitDay: number | null;
  /** Decisions after this company day were not seen. */
  readonly seenThroughDay: number;
  readonly signal: AbortSignal;
}

const DAY_MS = 86_400_000;
const LEADS = ["spread", 0, 28] as const;

/**
 * Judges, stores, and returns the report.
 * @throws ScoringError no_contracts when there is nothing to judge by
 */
export async function runBacktest(
  { tables, configDir, log }: Backtesting,
  request: BacktestRequest,
  signal: AbortSignal,
): Promise<BacktestReport> {
  const startedMs = performance.now();
  const context = await prepare(tables, await readCompanyConfig(configDir), request, signal);
  const { facts, runId, asOf } = context;
  try {
    const judged = await judgeAll(context, request.lead);
    const report: BacktestReport = {
      asOf: asOf.toISOString(),
      split: request.split ?? null,
      models: judged.map(({ model }) => model),
      segments: judged.flatMap(({ segments }) => segments),
      seconds: (performance.now() - startedMs) / 1000,
    };
    await storeReport(tables, runId, asOf, report);
    const { models, seconds } = report;
    log.info({ runId, models: models.length, seconds }, "a backtest is complete");
    return report;
  } finally {
    await facts.drop();
  }
}

async function prepare(
  tables: ClickhouseTables,
  config: CompanyConfig,
  { split }: BacktestRequest,
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
    factsVersion: watermark.factsVersion,
    splitDay: split === undefined ? null : Date.parse(split) / DAY_MS,
    seenThroughDay: days.dayOf(contractsSeenAt.getTime()),
  };
}

async function judgeAll(
  context: BacktestContext,
  lead: number | undefined,
): Promise<JudgedModel[]> {
  const { store, facts, runId, asOf, days, splitDay, signal } = context;
  const asOfDay = days.dayOf(asOf.getTime() + 1);
  const { tables, timeZone } = store;
  const plan = await facts.read(() => readFeaturePlan(tables, facts, asOfDay, timeZone));
  const judged: JudgedModel[] = [];
  for (const one of lead === undefined ? LEADS : [lead]) {
    signal.throwIfAborted();
    const request = { store, facts, runId, asOf, plan, lead: one, signal };
    judged.push(await judgeChurnRisk(request, splitDay));
  }
  return lead === undefined ? [...judged, ...(await judgeHealth(context))] : judged;
}

async function judgeHealth(context: BacktestContext): Promise<JudgedModel[]> {
  const { store, facts, asOf, days, splitDay, seenThroughDay, signal } = context;
  // Of a later day it is not known who gave notice on it.
  const asOfDay = seenThroughDay + 1;
  const months = monthStarts(asOfDay, HORIZON_DAYS[0]);
  const moments = months.map((day) => days.startOfDayMs(day) - 1);
  const pasts = await readPasts({ tables: store.tables, facts, days, asOf, moments, signal });
  const scores = await scoresOf(context, months, pasts);
  return judgeHealthScore({ months, scores, pasts, asOfDay, splitDay });
}

/** Of the months in which somebody could leave. */
async function scoresOf(
  { store: { tables }, config, days, factsVersion, signal }: BacktestContext,
  months: readonly number[],
  pasts: ReadonlyMap<string, AccountPast>,
): Promise<MonthScore[]> {
  const scores: MonthScore[] = [];
  for (const [index, day] of months.entries()) {
    const isAnybodyAtRisk = [...pasts.values()].some(({ isAtRisk }) => isAtRisk[index]);
    if (!isAnybodyAtRisk) continue;
    const request = { tables, config, days, factsVersion, signal };
    for (const one of await scoresAt(request, day)) scores.push(one);
  }
  return scores;
}
