/**
 * Keeps a move of the whole fleet from becoming a thousand alerts.
 *
 * In: how many scores of a live run fell at once. Out: whether its changes of health are held back, in words. They are then removed
 * from the outbox before the run is visible; the next run is compared with what was published last (outbox.ts), so what was a fault is
 * never heard of, and what was not is published one run later. A changed configuration moves all scores on purpose: nothing is held.
 * After a crash: the run is not visible, and the next one judges anew.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";
import type { ScoreRun } from "../score-runs.ts";

/** A fall of so many points is one. */
export const FALL_POINTS = 5;
/** More than this share of all accounts with a score. */
const MOST = 0.5;
const FEWEST_ACCOUNTS = 20;

export interface FleetMove {
  readonly fallen: number;
  /** Accounts with a score before the run. */
  readonly accounts: number;
}

const countRow = z.object({ accounts: z.coerce.number(), config_version: z.string() });

/** Whether it is one; undefined when nothing is to be held back. */
export async function fleetMove(
  tables: ClickhouseTables,
  run: ScoreRun,
  fallen: number,
): Promise<FleetMove | undefined> {
  if (fallen < FEWEST_ACCOUNTS) return undefined;
  const [before] = await tables.query(
    `SELECT countIf(score IS NOT NULL) AS accounts,
            (SELECT argMax(config_version, (as_of, completed_at)) FROM mimamori.score_runs FINAL
             WHERE kind = 'live' AND status = 'complete') AS config_version
     FROM cs.health_scores_latest`,
    {},
    countRow,
  );
  if (before === undefined || before.config_version !== run.configVersion) return undefined;
  const { accounts } = before;
  return fallen > accounts * MOST ? { fallen, accounts } : undefined;
}

/** Takes the run's changes of health out of the outbox. */
export async function holdBack(tables: ClickhouseTables, runId: string): Promise<void> {
  await tables.command(
    `DELETE FROM mimamori.score_changes_outbox
     WHERE run_id = {runId:String} AND field IN ('health_score', 'health_band')`,
    { runId },
  );
}
