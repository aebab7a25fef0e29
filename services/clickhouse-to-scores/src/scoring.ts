/**
 * What each job does: choose the moment and the accounts, run, publish.
 *
 * In: a tick or a request. Out: at most one score run, and the changes of all complete live runs on topic score.changes. Every
 * call brings everything up to date from the settled watermark: missed, doubled or interrupted calls change nothing.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { readCompanyConfig } from "@mimamori/company-config";
import type { CompanyConfig } from "@mimamori/company-config";
import type { JobLog, ScoreSummary } from "@mimamori/job-schedules";
import type { StreamProducer } from "@mimamori/kafka-stream";
import { changedAccounts, hasAccounts } from "./choose-accounts.ts";
import { closeMonths } from "./revenue/close-months.ts";
import { asOfAsked, readWatermark } from "./choose-as-of.ts";
import type { Watermark } from "./choose-as-of.ts";
import { publishPending } from "./outbox.ts";
import { writeReportingSettings } from "./reporting-settings.ts";
import { runScores } from "./run.ts";
import type { RunRequest, RunResult } from "./run.ts";
import { lastLiveRun } from "./score-runs.ts";
import type { RunScope } from "./score-runs.ts";

export interface Scoring {
  readonly tables: ClickhouseTables;
  readonly producer: StreamProducer;
  /** Read anew for each run: who edits a scorecard and asks for a run sees what it does. */
  readonly configDir: string;
  readonly log: JobLog;
}

const NO_FACTS =
  "there are no facts yet: nothing has been taken in, or its facts are still being made";

/** Brings live scores of a scope up to date. The first run ever is over all accounts. */
export async function scoreLive(
  scoring: Scoring,
  scope: RunScope,
  signal: AbortSignal,
): Promise<ScoreSummary> {
  const { tables, producer } = scoring;
  await publishPending(tables, producer, signal);
  const watermark = await readWatermark(tables);
  if (watermark === undefined || !(await hasAccounts(tables))) return nothingToDo(NO_FACTS);
  const request = await requestOf(tables, scope, watermark);
  if (typeof request === "string") return nothingToDo(request);
  const result = await run(scoring, request, signal);
  await publishPending(tables, producer, signal);
  return result;
}

/**
 * Scores all accounts as they were known at a moment (an instant, or a day of the company's zone: its end).
 * @param options skipHealth: only churn risk and lifetime values
 */
export async function scoreAsOf(
  scoring: Scoring,
  moment: string,
  signal: AbortSignal,
  options: { readonly skipHealth?: boolean | undefined } = {},
): Promise<ScoreSummary> {
  const watermark = await readWatermark(scoring.tables);
  if (watermark === undefined) return nothingToDo(NO_FACTS);
  const { company } = await readCompanyConfig(scoring.configDir);
  const asOf = await asOfAsked(scoring.tables, moment, company.timeZone, watermark);
  const { factsVersion } = watermark;
  const { skipHealth = false } = options;
  const all = { scope: "all", accounts: "all" } as const;
  return run(scoring, { kind: "as-of", ...all, asOf, factsVersion, skipHealth }, signal);
}

/** What a live run is to do, or in words why it has nothing to do. */
async function requestOf(
  tables: ClickhouseTables,
  scope: RunScope,
  { settledAt, factsVersion }: Watermark,
): Promise<RunRequest | string> {
  const live = { kind: "live", asOf: settledAt, factsVersion } as const;
  const newest = await lastLiveRun(tables, ["all", "usage", "due"]);
  if (newest !== undefined && settledAt < newest.asOf) {
    return "the settled watermark lies before the last live run; the next one waits until it has caught up";
  }
  const previous = await lastLiveRun(tables, ["all", scope]);
  if (scope === "all" || previous === undefined) return { ...live, scope: "all", accounts: "all" };
  if (settledAt <= previous.asOf) return "nothing has been taken in since the last run";
  const accounts = await changedAccounts(tables, scope, previous, settledAt);
  return accounts.length === 0
    ? "no account has changed since the last run"
    : { ...live, scope, accounts };
}

async function run(
  { tables, configDir, log }: Scoring,
  request: RunRequest,
  signal: AbortSignal,
): Promise<ScoreSummary> {
  const config: CompanyConfig = await readCompanyConfig(configDir);
  await writeReportingSettings(tables, config.company);
  const result = await runScores(tables, config, request, signal);
  if (request.kind === "live" && request.scope === "all") await closeMonths(tables, config.company);
  const { runId, accounts, accountsScored, seconds } = result;
  const { kind, scope } = request;
  log.info({ runId, kind, scope, accounts, accountsScored, seconds }, "a score run is complete");
  return summaryOf(result);
}

function summaryOf({
  runId,
  asOf,
  accounts,
  accountsScored,
  bands,
  seconds,
}: RunResult): ScoreSummary {
  return {
    runId,
    message: "",
    asOf: asOf.toISOString(),
    accounts,
    accountsScored,
    bands: { ...bands },
    seconds,
  };
}

function nothingToDo(message: string): ScoreSummary {
  return {
    runId: null,
    message,
    asOf: null,
    accounts: 0,
    accountsScored: 0,
    bands: {},
    seconds: 0,
  };
}
