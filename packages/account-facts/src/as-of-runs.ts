// Runs that read facts as of a time while facts go on changing. In: buckets that a recompute is about to replace. Out: what they
// were, in <family>_as_of, for every open run that may still read them. Rows there are the truth as of the run's time whoever
// wrote them, so repeats and any order of writers are harmless.
// After a crash: a run that was never closed is forgotten after OPEN_HOURS, and its rows are dropped a day later.
import { keyOf } from "./fact-tables.ts";
import type { FactTable } from "./fact-tables.ts";
import { LISTED } from "./candidate-rows.ts";
import type { FactsStore } from "./facts-store.ts";

const OPEN_HOURS = 12;

export interface AsOfRun {
  readonly runId: string;
  readonly asOf: Date;
}

export async function openRun(store: FactsStore, run: AsOfRun): Promise<void> {
  await writeRun(store, run, 1);
}

export async function closeRun(store: FactsStore, run: AsOfRun): Promise<void> {
  await writeRun(store, run, 0);
}

async function writeRun(store: FactsStore, { runId, asOf }: AsOfRun, open: 0 | 1): Promise<void> {
  const row = { run_id: runId, as_of: asOf.toISOString(), open };
  await store.tables.insertRows("mimamori.as_of_runs", ["run_id", "as_of", "open"], [row]);
}

export async function listOpenRuns(store: FactsStore): Promise<AsOfRun[]> {
  const rows = await store.tables.query<{ run_id: string; as_of: string }>(
    `SELECT run_id, as_of FROM mimamori.as_of_runs FINAL
     WHERE open = 1 AND opened_at > now() - INTERVAL ${OPEN_HOURS} HOUR`,
  );
  return rows.map((row) => ({ runId: row.run_id, asOf: new Date(row.as_of) }));
}

/**
 * Keeps, for an open run, the listed buckets of a batch that are about to be replaced: those that are still as they were at the
 * run's time, and, as tombstones, those that do not exist yet.
 */
export async function preserveBuckets(
  store: FactsStore,
  table: FactTable,
  batch: string,
  run: AsOfRun,
): Promise<void> {
  const { family, columns, bucketColumn } = table;
  const key = keyOf(table);
  const listedKey =
    bucketColumn === undefined
      ? "account"
      : `account, ${table.raw.byDay ? "toDateOrZero(bucket)" : "bucket"}`;
  const existing = `SELECT ${key} FROM mimamori.${family} WHERE (${key}) IN (SELECT ${listedKey} FROM (${LISTED}))`;
  const parameters = { batch, family, run_id: run.runId, as_of: run.asOf };
  await store.tables.command(
    `INSERT INTO mimamori.${family}_as_of (run_id, ${columns.join(", ")})
     SELECT {run_id:String}, ${columns.join(", ")} FROM mimamori.${family} FINAL
     WHERE (${key}) IN (SELECT ${listedKey} FROM (${LISTED})) AND max_known_at <= {as_of:DateTime64(3)}`,
    parameters,
  );
  await store.tables.command(
    `INSERT INTO mimamori.${family}_as_of (run_id, ${key})
     SELECT {run_id:String}, ${listedKey} FROM (${LISTED})
     WHERE (${listedKey}) NOT IN (${existing})`,
    parameters,
  );
}
