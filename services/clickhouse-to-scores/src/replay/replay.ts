/**
 * The job `replay`: the whole base's history under a changed scorecard, beside what the published ones say, before it is published.
 *
 * In: a scorecard, a time, the facts as they were known at each step of it. Out: a report: who lies in another band, what would have
 * dropped, and how well either version told those who left. Nothing is written. After a crash: no report.
 */
import { readCompanyConfig } from "@mimamori/company-config";
import type { CompanyConfig } from "@mimamori/company-config";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Scorecard } from "@mimamori/health-score";
import type { JobLog, ReplayReport } from "@mimamori/job-schedules";
import { z } from "zod";
import { readPasts } from "../backtest/account-pasts.ts";
import { openBacktest } from "../backtest/backtest-context.ts";
import type { BacktestContext } from "../backtest/backtest-context.ts";
import { judgeHealthScore } from "../backtest/judge-health-score.ts";
import { scoreAtDay, scoreAtDays } from "../backtest/score-at-days.ts";
import type { ScoreAtDay } from "../backtest/score-at-days.ts";
import { readWatermark } from "../choose-as-of.ts";
import type { Scored } from "../health/score-health.ts";
import { checkSqlMeasures } from "../measures/sql-values.ts";
import { replaceScorecard } from "./replace-scorecard.ts";
import { judgedSteps, replaySteps } from "./replay-steps.ts";
import {
  addAccount,
  bandMatrix,
  beginTally,
  changedAccounts,
  dropFigures,
  type ReplayedAccount,
  type ReplayTally,
  VERSIONS,
  type Version,
} from "./replay-tally.ts";

export interface ReplayRequest {
  readonly scorecard: Scorecard;
  /** YYYY-MM-DD; left out: a year before `to`. */
  readonly from?: string | undefined;
  /** YYYY-MM-DD; left out: the last day that is over for the pipeline. */
  readonly to?: string | undefined;
  readonly everyDays: number;
}

interface Replaying {
  readonly tables: ClickhouseTables;
  readonly configDir: string;
  readonly log: JobLog;
}

const DAY_MS = 86_400_000;
const MOST_CHANGED = 200;

/** Replays. Throws ScoringError (no_contracts, before_history), FactsError, ClickhouseError. */
export async function runReplay(
  { tables, configDir, log }: Replaying,
  request: ReplayRequest,
  signal: AbortSignal,
): Promise<ReplayReport> {
  const startedMs = performance.now();
  const published = await readCompanyConfig(configDir);
  const { config: candidate, replaces } = replaceScorecard(published, request.scorecard);
  await checkSqlMeasures(tables, candidate);
  const context = await openBacktest(tables, published, undefined, signal);
  try {
    const settledMs = (await readWatermark(tables))?.settledAt.getTime() ?? 0;
    const days = replaySteps(request, context.days.dayOf(settledMs + 1));
    const { tally, scores } = await replay(context, [published, candidate], days);
    const report = await reportOf(context, tally, scores, days);
    const seconds = (performance.now() - startedMs) / 1000;
    const { name } = request.scorecard;
    const { everyDays } = request;
    log.info({ scorecard: name, moments: days.length, seconds }, "a replay is complete");
    return { scorecard: name, replaces, everyDays, ...report, seconds };
  } finally {
    await context.facts.drop();
  }
}

type ScoresOfVersions = Readonly<Record<Version, ScoreAtDay[]>>;

/** `days`: the scores know the days before each of them. */
async function replay(
  { store, days: zone, signal }: BacktestContext,
  configs: readonly [CompanyConfig, CompanyConfig],
  days: readonly number[],
): Promise<{ tally: ReplayTally; scores: ScoresOfVersions }> {
  const tally = beginTally();
  const scores: ScoresOfVersions = { published: [], candidate: [] };
  const judged = new Set(judgedSteps(days));
  const see = ([published, candidate]: readonly Scored[], day: number): void => {
    if (published === undefined || candidate === undefined) return;
    addAccount(tally, day, replayed(published, candidate));
    if (!judged.has(day)) return;
    scores.published.push(scoreAtDay(day, published));
    scores.candidate.push(scoreAtDay(day, candidate));
  };
  await scoreAtDays({ store, configs, days: zone, see, signal }, days);
  return { tally, scores };
}

function replayed(published: Scored, candidate: Scored): ReplayedAccount {
  const seen = ({ result }: Scored) => ({
    score: result?.score ?? null,
    band: result?.band ?? "closed",
  });
  return {
    account: published.features.account,
    published: seen(published),
    candidate: seen(candidate),
  };
}

async function reportOf(
  context: BacktestContext,
  tally: ReplayTally,
  scores: ScoresOfVersions,
  days: readonly number[],
): Promise<Omit<ReplayReport, "scorecard" | "replaces" | "everyDays" | "seconds">> {
  const { store, facts, asOf, days: zone, seenThroughDay, signal } = context;
  const months = judgedSteps(days);
  const moments = months.map((day) => zone.startOfDayMs(day) - 1);
  const pasts = await readPasts({ tables: store.tables, facts, days: zone, asOf, moments, signal });
  const notices = {
    noticeDaysOf: (account: string) => pasts.get(account)?.noticeDays ?? [],
    seenThroughDay,
  };
  const judge = (version: Version) =>
    judgeHealthScore({
      ...{ months, scores: scores[version], pasts, splitDay: null },
      // Of a later day it is not known who gave notice on it.
      asOfDay: seenThroughDay + 1,
    }).map(({ model }) => model);
  const changed = changedAccounts(tally);
  return {
    from: dayText((days[0] ?? 0) - 1),
    to: dayText((days.at(-1) ?? 0) - 1),
    moments: days.length,
    accounts: tally.last.length,
    accountsEver: tally.paths.size,
    changedNow: changed.length,
    changedEver: [...tally.paths.values()].filter(({ differs }) => differs).length,
    bands: bandMatrix(tally),
    changed: await named(context, changed.slice(0, MOST_CHANGED)),
    byMoment: tally.moments.map(({ day, ...counts }) => ({ day: dayText(day - 1), ...counts })),
    drops: ofBoth((version) => dropFigures(tally, version, notices)),
    backtest: ofBoth(judge),
  };
}

function ofBoth<T>(of: (version: Version) => T): Record<Version, T> {
  return Object.fromEntries(VERSIONS.map((version) => [version, of(version)])) as Record<
    Version,
    T
  >;
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

async function named(
  { store, facts }: BacktestContext,
  changed: readonly ReplayedAccount[],
): Promise<ReplayReport["changed"]> {
  const accounts = changed.map(({ account }) => account);
  const rows = await facts.read(() =>
    store.tables.query(
      `SELECT account, name FROM ${facts.source("profiles")} AS profiles WHERE account IN {accounts:Array(String)}`,
      { accounts },
      z.object({ account: z.string(), name: z.string() }),
    ),
  );
  const names = new Map(rows.map(({ account, name }) => [account, name]));
  return changed.map((one) => ({ ...one, name: names.get(one.account) ?? "" }));
}
