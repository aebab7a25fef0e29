// Where facts at many moments are read from. SQL text only. In: facts as of the last moment, the states of buckets that
// facts-through-time.ts staged: `at` is the first moment that saw a state, `until` the next state's or the time from which on the bucket
// is as it is in the facts. Out: subqueries.
import { keyOf } from "./fact-tables.ts";
import type { FactTable } from "./fact-tables.ts";
import type { FactsAsOf, SourceOptions } from "./facts-as-of.ts";
import { quoted } from "./pending-marks.ts";

/** What the sources of a family are made from. */
export interface StagedFamily {
  /** As of the last moment. */
  readonly facts: Pick<FactsAsOf, "source">;
  readonly table: FactTable;
  readonly runId: string;
  /** Whether any bucket was in another state at any moment. */
  readonly isStaged: boolean;
}

/** SQL of an instant. */
export function instantSql(moment: Date): string {
  return `toDateTime64('${moment.toISOString().slice(0, -1).replace("T", " ")}', 3, 'UTC')`;
}

export function batchOf(runId: string, { family }: FactTable): string {
  return `${runId}.states.${family}`;
}

/** Staged states are told apart by the first moment that saw them. */
export function runIdSql(runId: string): string {
  return `concat(${quoted(`${runId}.`)}, toString(toUnixTimestamp64Milli(at)))`;
}

/** A bucket as the family's table has it, from its text. */
function bucketSql({ bucketColumn, raw }: FactTable): string {
  if (bucketColumn === undefined) return "";
  return raw.byDay ? ", toDateOrZero(bucket)" : ", bucket";
}

/** The buckets as one moment saw them, with the columns of mimamori.<family>. */
export function sourceAt(
  { facts, table, runId, isStaged }: StagedFamily,
  moment: Date,
  { tombstones = false, where = "1", accounts = "1" }: SourceOptions = {},
): string {
  const at = instantSql(moment);
  const clean = facts.source(table.family, {
    ...{ tombstones, accounts },
    where: `(${where}) AND max_known_at <= ${at}`,
  });
  if (!isStaged) return clean;
  const columns = table.columns.join(", ");
  const isWanted = `(${accounts}) AND (${where}) AND ${tombstones ? "1" : table.isPresent}`;
  return `(
    SELECT ${columns} FROM ${clean} AS clean
    UNION ALL
    SELECT ${columns} FROM mimamori.${table.family}_as_of FINAL
    WHERE (run_id, ${keyOf(table)}) IN (
      SELECT ${runIdSql(runId)}, account${bucketSql(table)} FROM mimamori.recompute_buckets
      WHERE batch = ${quoted(batchOf(runId, table))} AND at <= ${at} AND until > ${at} AND (${accounts}))
      AND ${isWanted}
  )`;
}

/**
 * Each state of a bucket that any of the moments (ascending) saw, once: the columns of mimamori.<family>, and which moments these are,
 * `first_moment` (inclusive) to `end_moment` (exclusive), as indexes.
 */
export function statesDuring(
  { facts, table, runId, isStaged }: StagedFamily,
  moments: readonly Date[],
  { tombstones = false, where = "1", accounts = "1" }: SourceOptions = {},
): string {
  const [first, last] = [moments[0], moments.at(-1)].map((one) => instantSql(one ?? new Date(0)));
  const before = (time: string): string =>
    `toUInt16(arrayCount(moment -> moment < ${time}, [${moments.map(instantSql).join(", ")}]))`;
  const columns = table.columns.join(", ");
  const clean = facts.source(table.family, {
    ...{ tombstones, accounts },
    where: `(${where}) AND max_known_at <= ${last}`,
  });
  const standing = `
    SELECT ${columns}, ${before("max_known_at")} AS first_moment, toUInt16(${moments.length}) AS end_moment
    FROM ${clean} AS clean`;
  if (!isStaged) return `(${standing})`;
  const isWanted = `(${accounts}) AND (${where}) AND ${tombstones ? "1" : table.isPresent}`;
  const bucket =
    table.bucketColumn === undefined ? "" : `${bucketSql(table)} AS ${table.bucketColumn}`;
  return `(${standing}
    UNION ALL
    SELECT ${columns}, first_moment, end_moment
    FROM (SELECT run_id, ${columns} FROM mimamori.${table.family}_as_of FINAL
          WHERE startsWith(run_id, ${quoted(`${runId}.`)}) AND ${isWanted}) AS fact
    INNER JOIN (
      SELECT ${runIdSql(runId)} AS run_id, account${bucket}, ${before("at")} AS first_moment, ${before("until")} AS end_moment
      FROM mimamori.recompute_buckets
      WHERE batch = ${quoted(batchOf(runId, table))} AND at <= ${last} AND until > ${first} AND (${accounts})
        AND first_moment < end_moment
    ) AS state USING (run_id, ${keyOf(table)})
  )`;
}
