/**
 * The job `backtest`: how good the churn model and the health score would have been on data from after their training.
 *
 * In: the settled watermark, facts, today's scorecards. Out: a report, stored as one row of model_reports and returned. After a
 * crash: no report.
 */
import type { BacktestReport } from "@mimamori/churn-risk";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { readCompanyConfig } from "@mimamori/company-config";
import type { JobLog } from "@mimamori/job-schedules";
import { readFeaturePlan } from "../churn/feature-plan.ts";
import { openBacktest } from "./backtest-context.ts";
import type { BacktestContext } from "./backtest-context.ts";
import { judgeChurnRisk } from "./judge-churn-risk.ts";
import { judgeHealth } from "./judge-health.ts";
import type { JudgedModel } from "./judge-churn-risk.ts";
import { storeReport } from "./store-report.ts";
import type { ReportKey } from "./store-report.ts";

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
  const context = await openBacktest(
    tables,
    await readCompanyConfig(configDir),
    request.split,
    signal,
  );
  const { lead, split = null } = request;
  const report = await judgeAndStore(context, "backtest", split, () => judgeAll(context, lead));
  const { models, seconds } = report;
  log.info({ runId: context.runId, models: models.length, seconds }, "a backtest is complete");
  return report;
}

/** Stores what is judged; the facts are closed whatever happens. */
export async function judgeAndStore(
  { store, config, facts, runId, asOf }: BacktestContext,
  kind: ReportKey["kind"],
  split: string | null,
  judge: () => Promise<JudgedModel[]>,
): Promise<BacktestReport> {
  const startedMs = performance.now();
  try {
    const judged = await judge();
    const report: BacktestReport = {
      asOf: asOf.toISOString(),
      split,
      models: judged.map(({ model }) => model),
      segments: judged.flatMap(({ segments }) => segments),
      seconds: (performance.now() - startedMs) / 1000,
    };
    const key = { reportId: runId, kind, asOf, configVersion: config.version };
    await storeReport(store.tables, key, report);
    return report;
  } finally {
    await facts.drop();
  }
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
