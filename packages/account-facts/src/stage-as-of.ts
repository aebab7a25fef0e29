// The buckets that have changed since a run's time, as they were then. In: raw rows known by then. Out: <family>_as_of and
// account_subjects_as_of. Only buckets whose max_known_at lies behind that time are worked out, a chunk at a time; the others
// are read as they are.
// After a crash: the run's rows are dropped with it, or a day later. Repeating it works out only what is missing.
import { loadChanges } from "./identity-changes-store.ts";
import { MEMBERS } from "./candidate-rows.ts";
import { FACT_TABLES } from "./families.ts";
import { keyOf } from "./fact-tables.ts";
import type { FactTable } from "./fact-tables.ts";
import type { FactsStore } from "./facts-store.ts";
import { dropBatch, listMembers } from "./pending-marks.ts";
import { nextVersion } from "./progress.ts";
import { subjectRows } from "./refresh-identity.ts";
import type { AsOfRun } from "./as-of-runs.ts";

const BUCKETS_PER_CHUNK = 50_000;
const SUBJECTS_PER_CHUNK = 20_000;

/** The accounts a run is about, as a set in SQL; undefined: all. */
export type ChosenAccounts = string | undefined;

/** Works out what is missing of a run in all families. `chosen` limits it to some accounts. */
export async function stageRun(
  store: FactsStore,
  run: AsOfRun,
  chosen: ChosenAccounts,
): Promise<void> {
  for (const table of FACT_TABLES) {
    const batch = `${run.runId}.${table.family}`;
    const listed = await listMissing(store, table, run, batch, chosen);
    for (let chunk = 0; chunk * BUCKETS_PER_CHUNK < listed; chunk++) {
      await stageChunk(store, table, run, batch, chunk);
    }
    if (listed > 0) await dropBatch(store, batch);
  }
}

/** SQL of a condition over a table's columns: the bucket may have had anything in it at the run's time. */
export function mayExist(table: FactTable, timeZone: string, asOf: string): string {
  return table.raw.byDay ? `day <= toDate(${asOf}, ${timeZone})` : "1";
}

async function listMissing(
  store: FactsStore,
  table: FactTable,
  run: AsOfRun,
  batch: string,
  chosen: ChosenAccounts,
): Promise<number> {
  const key = keyOf(table);
  const parameters = { batch, run_id: run.runId, as_of: run.asOf, time_zone: store.timeZone };
  await store.tables.command(
    `INSERT INTO mimamori.recompute_buckets (batch, family, account, bucket)
     SELECT {batch:String}, '${table.family}', account, ${table.bucketColumn === undefined ? "''" : `toString(${table.bucketColumn})`}
     FROM mimamori.${table.family} FINAL
     WHERE max_known_at > {as_of:DateTime64(3)}
       AND ${mayExist(table, "{time_zone:String}", "{as_of:DateTime64(3)}")}
       AND ${chosen === undefined ? "1" : `account IN (${chosen})`}
       AND (${key}) NOT IN (SELECT ${key} FROM mimamori.${table.family}_as_of WHERE run_id = {run_id:String})`,
    parameters,
  );
  const [listed] = await store.tables.query<{ buckets: number }>(
    `SELECT toUInt32(count()) AS buckets FROM mimamori.recompute_buckets WHERE batch = {batch:String}`,
    { batch },
  );
  return listed?.buckets ?? 0;
}

async function stageChunk(
  store: FactsStore,
  table: FactTable,
  run: AsOfRun,
  listed: string,
  chunk: number,
): Promise<void> {
  const batch = `${listed}.${chunk}`;
  await store.tables.command(
    `INSERT INTO mimamori.recompute_buckets (batch, family, account, bucket)
     SELECT {batch:String}, family, account, bucket FROM mimamori.recompute_buckets
     WHERE batch = {listed:String} ORDER BY account, bucket
     LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    { batch, listed, limit: BUCKETS_PER_CHUNK, offset: chunk * BUCKETS_PER_CHUNK },
  );
  await listMembers(store, batch);
  const version = await nextVersion(store);
  await stageIdentities(store, table, run, batch, version);
  await table.write(store, { batch, version, asOf: { runId: run.runId, time: run.asOf } });
  await dropBatch(store, batch);
}

/** The mapping of everybody who may matter to a chunk: copied where it has not changed since, worked out where it has. */
async function stageIdentities(
  store: FactsStore,
  table: FactTable,
  run: AsOfRun,
  batch: string,
  version: string,
): Promise<void> {
  const parameters = { batch, family: table.family, run_id: run.runId, as_of: run.asOf };
  const staged = `SELECT subject FROM mimamori.account_subjects_as_of WHERE run_id = {run_id:String}`;
  await store.tables.command(
    `INSERT INTO mimamori.account_subjects_as_of (run_id, subject, intervals, accounts, max_known_at, version)
     SELECT {run_id:String}, subject, intervals, accounts, max_known_at, version
     FROM mimamori.account_subjects FINAL
     WHERE subject IN (${MEMBERS}) AND subject NOT IN (${staged}) AND max_known_at <= {as_of:DateTime64(3)}`,
    parameters,
  );
  const changed = await store.tables.query<{ subject: string }>(
    `SELECT subject FROM mimamori.account_subjects FINAL
     WHERE subject IN (${MEMBERS}) AND subject NOT IN (${staged})`,
    parameters,
  );
  const subjects = changed.map((row) => row.subject);
  for (let at = 0; at < subjects.length; at += SUBJECTS_PER_CHUNK) {
    const some = subjects.slice(at, at + SUBJECTS_PER_CHUNK);
    const rows = subjectRows(some, await loadChanges(store, some), run.asOf.getTime());
    await store.tables.insertRows(
      "mimamori.account_subjects_as_of",
      ["run_id", "subject", "intervals", "accounts", "max_known_at", "version"],
      rows.map((row) => ({ ...row, run_id: run.runId, version })),
    );
  }
}
