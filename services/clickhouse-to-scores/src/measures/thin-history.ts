/**
 * Keeps the history of health scores small: of the live runs one per day for 90 days, then one per week; of failed runs nothing.
 *
 * In: score_runs. Out: runs marked as thinned, and their rows of health, its reasons and moves, and churn risk removed. A run is marked first
 * and emptied then, so nobody sees half of it; after a crash the next call empties what is marked. Kept for each day (and week)
 * is the last run over all accounts, so what holds now is never touched: it is younger or is that run. Published changes leave
 * the outbox after a week.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";

/** The newest days are kept whole: people look at what happened hour by hour. */
const WHOLE_DAYS = 2;
const DAILY_DAYS = 90;
const PUBLISHED_DAYS = 7;
const RUNS_PER_DELETE = 500;
/** Not revenue_months: closed months stand on its rows. */
const EMPTIED = [
  "mimamori.health_moves",
  "mimamori.health_reasons",
  "mimamori.churn_risk",
  "mimamori.churn_drift",
  "mimamori.lifetime_curves",
  "mimamori.acquisition_months",
  "mimamori.account_lifetime_values",
  "mimamori.health_scores",
] as const;

const runRow = z.object({ run_id: z.string() });

/** Thins as of now. @returns how many runs were emptied */
export async function thinHistory(
  tables: ClickhouseTables,
  now: Date,
  timeZone: string,
  signal: AbortSignal,
): Promise<number> {
  await tables.command(MARK, { now, timeZone });
  const runs = await tables.query(
    `SELECT run_id FROM mimamori.score_runs FINAL
     WHERE status IN ('thinned', 'failed') AND run_id IN (
       SELECT run_id FROM mimamori.health_scores UNION DISTINCT SELECT run_id FROM mimamori.account_lifetime_values)
     ORDER BY run_id`,
    {},
    runRow,
  );
  const ids = runs.map(({ run_id }) => run_id);
  for (let from = 0; from < ids.length; from += RUNS_PER_DELETE) {
    signal.throwIfAborted();
    await emptyRuns(tables, ids.slice(from, from + RUNS_PER_DELETE));
  }
  await tables.command(EMPTY_OUTBOX, { now });
  return ids.length;
}

async function emptyRuns(tables: ClickhouseTables, ids: readonly string[]): Promise<void> {
  for (const table of EMPTIED) {
    await tables.command(`DELETE FROM ${table} WHERE run_id IN {ids:Array(String)}`, { ids });
  }
}

/** What was published is in Kafka; the marker stays, so that it is never published again. */
const EMPTY_OUTBOX = `
DELETE FROM mimamori.score_changes_outbox WHERE run_id IN (
  SELECT run_id FROM mimamori.score_changes_published
  WHERE published_at < {now:DateTime64(3)} - INTERVAL ${PUBLISHED_DAYS} DAY)`;

/**
 * The inner SELECT is needed: in its own WHERE a replaced column would be the replacement.
 * A backtest's run was read when it was complete. A live run is thinned when it is old and a later run over all accounts of the
 * same day (or week) stands for it.
 */
const MARK = `
INSERT INTO mimamori.score_runs
SELECT * REPLACE ('thinned' AS status, version + 1 AS version)
FROM (SELECT * FROM mimamori.score_runs FINAL
WHERE status = 'complete' AND (kind = 'backtest' OR kind = 'live'
  AND as_of < {now:DateTime64(3)} - INTERVAL ${WHOLE_DAYS} DAY
  AND run_id NOT IN (
    SELECT argMax(run_id, (as_of, completed_at))
    FROM mimamori.score_runs FINAL
    WHERE kind = 'live' AND status = 'complete' AND scope = 'all'
    GROUP BY if(as_of < {now:DateTime64(3)} - INTERVAL ${DAILY_DAYS} DAY,
                toStartOfWeek(toDate(as_of, {timeZone:String}), 1), toDate(as_of, {timeZone:String})))
  AND (as_of, completed_at) < (
    SELECT max((as_of, completed_at)) FROM mimamori.score_runs FINAL
    WHERE kind = 'live' AND status = 'complete' AND scope = 'all')))`;
