/**
 * An account's move between two runs. In: an account, two days. Out: both scores and the parts between them, in words. Nothing is
 * written; the runs are those that people have seen, or that `./mimamori score --as-of` made.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { moveBetween } from "@mimamori/health-score";
import type { Language } from "@mimamori/message-catalogue";
import {
  readScorecards,
  readStoredScores,
  type StoredScore,
  tellMove,
} from "@mimamori/score-history";
import type { ToldPart } from "@mimamori/score-history";
import { z } from "zod";
import { isDate } from "../date-words.ts";
import { CommandError } from "../errors.ts";

export interface MoveRequest {
  readonly account: string;
  /** YYYY-MM-DD, the end of the day in the company's time zone; or a time, ISO 8601. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly timeZone: string;
  readonly language: Language;
}

/** One end of a move. */
export interface MoveEnd {
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly asOf: string;
  /** Null: none, as the band says. */
  readonly score: number | null;
  readonly band: string;
  readonly coverage: number;
  readonly scorecard: string;
}

export interface AccountMove {
  readonly account: string;
  /** Empty when unknown. */
  readonly name: string;
  readonly before: MoveEnd;
  readonly after: MoveEnd;
  /** Their points sum to after.score - before.score; null when one of them has no score. */
  readonly parts: readonly ToldPart[] | null;
}

const runRow = z.object({ run_id: z.string(), as_of: z.string(), config_version: z.string() });
type Run = z.output<typeof runRow>;

/** The runs that know the account and lie up to a time, the newest or the oldest of them. */
function runSql(order: "DESC" | "ASC", upTo: string): string {
  return `
SELECT run_id, runs.as_of AS as_of, config_version
FROM mimamori.health_scores AS scores
INNER JOIN (
  SELECT run_id, as_of, config_version, completed_at FROM mimamori.score_runs FINAL
  WHERE status = 'complete' AND kind IN {kinds:Array(String)} AND as_of <= ${upTo}
) AS runs USING (run_id)
WHERE account = {account:String}
ORDER BY runs.as_of ${order}, runs.completed_at ${order}
LIMIT 1`;
}

/** A run as of a day is as of the first instant of the next. */
const END_OF_DAY = "toDateTime64(toString(toDate({day:String}) + 1), 3, {timeZone:String})";
const MOMENT = "parseDateTime64BestEffort({day:String}, 3, 'UTC')";
const A_WEEK_BEFORE = "parseDateTime64BestEffort({until:String}, 3, 'UTC') - INTERVAL 7 DAY";
const BEFORE = "parseDateTime64BestEffort({until:String}, 3, 'UTC') - INTERVAL 1 MILLISECOND";
const EVER = "toDateTime64('2200-01-01 00:00:00', 3, 'UTC')";

function upTo(date: string): string {
  return isDate(date) ? END_OF_DAY : MOMENT;
}

/** @throws CommandError failed, when no run knows the account at one of the moments */
export async function readMove(
  tables: ClickhouseTables,
  request: MoveRequest,
): Promise<AccountMove> {
  const { account, from, to, language } = request;
  const later = await laterRun(tables, request);
  if (later === undefined) throw new CommandError("failed", noScore(account, to));
  const earlier = await earlierRun(tables, request, later);
  if (earlier === undefined) throw new CommandError("failed", noScore(account, from ?? "then"));
  const cardOf = await readScorecards(tables, [earlier.config_version, later.config_version]);
  const [before, after] = await Promise.all(
    [earlier, later].map(async ({ run_id }) =>
      (await readStoredScores(tables, run_id, [account], cardOf)).get(account),
    ),
  );
  if (before === undefined || after === undefined)
    throw new CommandError("failed", noScore(account, undefined));
  const parts = moveBetween(before.state, after.state);
  return {
    account,
    name: await nameOf(tables, account),
    before: endOf(before),
    after: endOf(after),
    parts: parts && tellMove(language, before, after, parts),
  };
}

async function laterRun(
  tables: ClickhouseTables,
  { account, to, timeZone }: MoveRequest,
): Promise<Run | undefined> {
  const sql = runSql("DESC", to === undefined ? EVER : upTo(to));
  const kinds = to === undefined ? ["live"] : ["live", "as-of"];
  const [run] = await tables.query(sql, { account, kinds, day: to ?? "", timeZone }, runRow);
  return run;
}

/** Without a date: the newest of a week before or earlier, else the oldest that there is. */
async function earlierRun(
  tables: ClickhouseTables,
  { account, from, timeZone }: MoveRequest,
  later: Run,
): Promise<Run | undefined> {
  const kinds = ["live", "as-of"];
  const parameters = { account, kinds, day: from ?? "", timeZone, until: later.as_of };
  const sql = runSql("DESC", from === undefined ? A_WEEK_BEFORE : upTo(from));
  const [run] = await tables.query(sql, parameters, runRow);
  if (run !== undefined || from !== undefined) return run;
  const [oldest] = await tables.query(runSql("ASC", BEFORE), parameters, runRow);
  return oldest;
}

function noScore(account: string, day: string | undefined): string {
  const when = day === undefined ? "" : ` up to ${day}`;
  return `No run has a score of "${account}"${when}. See \`./mimamori sql --query "SELECT account FROM accounts"\` for the ids; \`./mimamori score --as-of DATE\` scores everybody as of a day in the past, after which it can be explained.`;
}

function endOf({ runId, asOf, state, band, coverage, scorecard }: StoredScore): MoveEnd {
  return { runId, asOf: asOf.toISOString(), score: state.score, band, coverage, scorecard };
}

async function nameOf(tables: ClickhouseTables, account: string): Promise<string> {
  const [row] = await tables.query(
    "SELECT name FROM mimamori.profiles FINAL WHERE account = {account:String}",
    { account },
    z.object({ name: z.string() }),
  );
  return row?.name ?? "";
}
