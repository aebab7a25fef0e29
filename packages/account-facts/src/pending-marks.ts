// The marks that wait for a recompute. In: fact_marks. Out: batches of them in recompute_marks, and of the buckets of accounts
// that they lead to in recompute_buckets; and the marks' end.
// After a crash: a batch is nobody's then, its marks are still pending, and the next pass takes them into a batch of its own.
// Two passes at once may take the same marks: both write the same buckets, and the end of a mark is a max() like the mark itself.
import type { FactsStore } from "./facts-store.ts";
import type { MarkFamily } from "./touched-buckets.ts";
import { FIRST_UNFROZEN_DAY } from "./usage-retention.ts";

const STAGING = ["recompute_marks", "recompute_buckets", "recompute_members"];

/** What facts at many moments stage beside a batch. */
export const AT_MOMENTS = ["fact_moments", "account_subjects_at_moments"];

/** How many marks of each family were taken. */
export type MarkCounts = ReadonlyMap<MarkFamily, number>;

const PENDING = `
  SELECT marked_hour, family, subject, bucket, max(marked_seq) AS seq
  FROM mimamori.fact_marks
  GROUP BY marked_hour, family, subject, bucket
  HAVING seq > max(done_seq)`;

/** How many marks are pending, by family. */
export async function countPendingMarks(store: Pick<FactsStore, "tables">): Promise<MarkCounts> {
  return counts(
    store,
    `SELECT family, toUInt32(count()) AS marks FROM (${PENDING}) GROUP BY family`,
  );
}

/** Takes up to `limit` pending marks per family into a batch, days in order, so that a batch reads few of them. */
export async function takeMarks(
  store: FactsStore,
  batch: string,
  kind: "identity" | "facts",
  limit: number,
): Promise<MarkCounts> {
  await store.tables.command(
    `INSERT INTO mimamori.recompute_marks (batch, marked_hour, family, subject, bucket, marked_seq)
     SELECT {batch:String}, marked_hour, family, subject, bucket, seq
     FROM (${PENDING})
     WHERE (family = 'identity') = {identity:Bool}
     ORDER BY family, bucket, subject
     LIMIT {limit:UInt32} BY family`,
    { batch, limit, identity: kind === "identity" },
  );
  return counts(
    store,
    `SELECT family, toUInt32(count()) AS marks
     FROM mimamori.recompute_marks WHERE batch = {batch:String} GROUP BY family`,
    { batch },
  );
}

/**
 * The buckets that a batch of marks leads to: every account that may have owned the subject's events at some state of knowledge,
 * not only the one that does now. Whoever lost them needs a tombstone, and a run as of an earlier time may need the row. Days whose
 * facts are frozen lead nowhere: their raw rows may be gone.
 */
export async function expandMarks(store: FactsStore, batch: string): Promise<MarkCounts> {
  await store.tables.command(
    `INSERT INTO mimamori.recompute_buckets (batch, family, account, bucket)
     SELECT DISTINCT {batch:String}, mark.family, account, mark.bucket
     FROM (
       SELECT family, subject, bucket FROM mimamori.recompute_marks
       WHERE batch = {batch:String} AND NOT (family = 'usage_days' AND toDateOrZero(bucket) < ${FIRST_UNFROZEN_DAY})
     ) AS mark
     LEFT ANY JOIN (
       SELECT subject, accounts FROM mimamori.account_subjects FINAL
       WHERE subject IN (SELECT subject FROM mimamori.recompute_marks WHERE batch = {batch:String})
     ) AS identity ON mark.subject = identity.subject
     ARRAY JOIN multiIf(identity.subject != '', identity.accounts,
                        startsWith(mark.subject, 'user:'), [], [mark.subject]) AS account`,
    { batch },
  );
  await listMembers(store, batch);
  return counts(
    store,
    `SELECT family, toUInt32(count()) AS marks
     FROM mimamori.recompute_buckets WHERE batch = {batch:String} GROUP BY family`,
    { batch },
  );
}

/** Lists whose raw rows the buckets of a batch are made of: the accounts', and everybody's whose events may be theirs. */
export async function listMembers(store: FactsStore, batch: string): Promise<void> {
  await store.tables.command(
    `INSERT INTO mimamori.recompute_members (batch, family, subject)
     WITH accounts AS (
       SELECT DISTINCT family, account FROM mimamori.recompute_buckets WHERE batch = {batch:String}
     )
     SELECT {batch:String}, family, account FROM accounts
     UNION DISTINCT
     SELECT {batch:String}, accounts.family, members.subject
     FROM accounts
     INNER JOIN (
       SELECT account, subject FROM mimamori.account_members WHERE account IN (SELECT account FROM accounts)
     ) AS members ON members.account = accounts.account`,
    { batch },
  );
}

/** Ends exactly the marks of a batch: one that was renewed since stays pending, for its number is higher. */
export async function clearMarks(store: FactsStore, batch: string): Promise<void> {
  await store.tables.command(
    `INSERT INTO mimamori.fact_marks (marked_hour, family, subject, bucket, marked_seq, done_seq)
     SELECT marked_hour, family, subject, bucket, 0, marked_seq
     FROM mimamori.recompute_marks WHERE batch = {batch:String}`,
    { batch },
  );
}

/** Forgets a batch that is done. */
export async function dropBatch(store: FactsStore, batch: string): Promise<void> {
  for (const table of STAGING) {
    await store.tables.command(`ALTER TABLE mimamori.${table} DROP PARTITION ${quoted(batch)}`);
  }
}

/**
 * Drops the marks of past hours and what killed passes and runs left behind. Call it only when a pass emptied the list: the server gives a
 * mark its hour, so none can come into an hour that is over.
 */
export async function dropOldMarks(store: FactsStore): Promise<void> {
  const partitions = await store.tables.query<{ table: string; partition_id: string }>(
    `SELECT table, partition_id FROM system.parts
     WHERE database = 'mimamori' AND active
       AND (table IN ('fact_marks', ${[...STAGING, ...AT_MOMENTS].map(quoted).join(", ")}) OR endsWith(table, '_as_of'))
     GROUP BY table, partition_id
     HAVING if(table = 'fact_marks',
               max(max_time) < now() - INTERVAL 2 HOUR AND max(modification_time) < now() - INTERVAL 1 HOUR,
               max(modification_time) < now() - INTERVAL 1 DAY)`,
  );
  for (const { table, partition_id: id } of partitions) {
    await store.tables.command(`ALTER TABLE mimamori.${table} DROP PARTITION ID ${quoted(id)}`);
  }
}

async function counts(
  store: Pick<FactsStore, "tables">,
  sql: string,
  parameters: Record<string, unknown> = {},
): Promise<MarkCounts> {
  const rows = await store.tables.query<{ family: MarkFamily; marks: number }>(sql, parameters);
  return new Map(rows.map(({ family, marks }) => [family, marks]));
}

/** A string as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
