/**
 * The job `backtest-scorecards`: each version of the configuration gets its report, once it is in use and again each month, without
 * anybody asking.
 *
 * In: the configuration, the settled watermark. Out: at most one row of model_reports of kind `scorecards`. Missed, doubled or
 * interrupted ticks change nothing: the next one looks whether the report is there.
 */
import { readCompanyConfig } from "@mimamori/company-config";
import type { ScorecardBacktest } from "@mimamori/job-schedules";
import { readWatermark } from "../choose-as-of.ts";
import { readHistoryEnd } from "../churn/history-end.ts";
import type { Scoring } from "../scoring.ts";
import { judgeAndStore } from "./backtest.ts";
import { openBacktest } from "./backtest-context.ts";
import { judgeHealth } from "./judge-health.ts";

/** A report that is older is made anew: more has been seen since. */
const REPORT_DAYS = 30;

/** Safe to repeat. Throws FactsError, ClickhouseError. */
export async function backtestScorecards(
  { tables, configDir, log }: Pick<Scoring, "tables" | "configDir" | "log">,
  signal: AbortSignal,
): Promise<ScorecardBacktest> {
  const config = await readCompanyConfig(configDir);
  const { version: configVersion } = config;
  const watermark = await readWatermark(tables);
  if (watermark === undefined || !(await readHistoryEnd(tables, watermark.settledAt)))
    return {
      configVersion,
      reportId: null,
      message: "there are no subscriptions in the facts yet",
    };
  const present = await tables.query(
    `SELECT 1 FROM mimamori.model_reports FINAL
     WHERE kind = 'scorecards' AND config_version = {configVersion:String}
       AND as_of > {settledAt:DateTime64(3)} - INTERVAL ${REPORT_DAYS} DAY LIMIT 1`,
    { configVersion, settledAt: watermark.settledAt },
  );
  if (present.length > 0) return { configVersion, reportId: null, message: "its report is there" };
  const context = await openBacktest(tables, config, undefined, signal);
  const { seconds } = await judgeAndStore(context, "scorecards", null, () => judgeHealth(context));
  const { runId: reportId } = context;
  log.info({ reportId, configVersion, seconds }, "the scorecards have been judged");
  return { configVersion, reportId, message: "" };
}
