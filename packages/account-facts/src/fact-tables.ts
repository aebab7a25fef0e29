// What a table of facts is made of: where its raw rows are, which bucket each belongs to, and which columns come out.
// One file per family says it; the recompute, the marks and the as-of facts treat all families alike.
import type { FactsStore } from "./facts-store.ts";
import type { FactFamily } from "./touched-buckets.ts";

/** Which raw rows a family reads, in SQL over the columns of the raw table. `{time_zone:String}` is the company's zone. */
export interface RawSource {
  readonly table: string;
  readonly types: readonly string[];
  /** The bucket of a raw row as text: the same that touchedBuckets() gives. */
  readonly bucket: string;
  /** Whether the bucket is a company day, so that the granules of other days need not be read. */
  readonly byDay: boolean;
}

/** One recompute of one family: which buckets, as known when, written where. */
export interface FactTarget {
  /** The partition of recompute_buckets that lists the buckets. */
  readonly batch: string;
  /** Nanoseconds: taken after the marks were listed and before anything is read. */
  readonly version: string;
  /** Set for facts as of a time: their run, and the last moment that counts. */
  readonly asOf?: { readonly runId: string; readonly time: Date };
  /** Set: each listed bucket has a moment of its own, its column `at`, and is wanted as it was known then. */
  readonly atMoments?: MomentRuns;
}

/** Under which run id the row of a moment is written. */
export interface MomentRuns {
  /** SQL over `at`. */
  readonly runIdSql: string;
  /** The same of the moment in milliseconds. */
  readonly runIdOf: (ms: number) => string;
}

export interface FactTable {
  readonly family: FactFamily;
  readonly raw: RawSource;
  /** The column that holds the bucket; undefined where an account has only one. */
  readonly bucketColumn: string | undefined;
  readonly columns: readonly string[];
  /** SQL over the columns: false for a tombstone. */
  readonly isPresent: string;
  /** SQL of the rows of a target's buckets: the columns, and `at` in front where each has its moment. Undefined: not made in SQL alone. */
  readonly select?: (target: FactTarget) => string;
  /** Writes a row for every bucket of the target. */
  readonly write: (store: FactsStore, target: FactTarget) => Promise<void>;
}

/** Later than every event: live facts are the facts as of then. */
const FAR_FUTURE = new Date("2290-01-01T00:00:00.000Z");

/** Values for the placeholders that all SQL of this package uses. */
export function targetParameters(
  store: FactsStore,
  family: FactFamily,
  target: FactTarget,
): Record<string, unknown> {
  return {
    family,
    batch: target.batch,
    version: target.version,
    run_id: target.asOf?.runId ?? "",
    as_of: target.asOf?.time ?? FAR_FUTURE,
    time_zone: store.timeZone,
  };
}

/** What tells the rows of a target apart. */
export function rowKey(target: FactTarget): string {
  return target.atMoments !== undefined ? "at, account, bucket" : "account, bucket";
}

/** `at` as the first column of a SELECT, where the target has it. */
export function momentColumn(target: FactTarget): string {
  return target.atMoments !== undefined ? "at, " : "";
}

/** Whether the rows are those of runs, which have tables of their own. */
function isOfRuns({ asOf, atMoments }: FactTarget): boolean {
  return asOf !== undefined || atMoments !== undefined;
}

/** `mimamori.<family>`, or the run's own table. */
export function tableOf(family: FactFamily, target: FactTarget): string {
  return `mimamori.${family}${isOfRuns(target) ? "_as_of" : ""}`;
}

/** Columns of the insert: a run's table has the run's id in front. */
export function columnsOf(table: Pick<FactTable, "columns">, target: FactTarget): string[] {
  return isOfRuns(target) ? ["run_id", ...table.columns] : [...table.columns];
}

/**
 * An INSERT ... SELECT of a family. `select` has the family's columns in their order and ends before its SETTINGS.
 * Memory: the grouping goes to disk above half a gigabyte.
 */
export async function insertSelected(
  store: FactsStore,
  table: Pick<FactTable, "family" | "columns">,
  target: FactTarget,
  select: string,
): Promise<void> {
  const columns = columnsOf(table, target);
  const selected = !isOfRuns(target)
    ? select
    : `SELECT ${target.atMoments?.runIdSql ?? "{run_id:String}"}, ${table.columns.join(", ")} FROM (${select})`;
  await store.tables.command(
    `INSERT INTO ${tableOf(table.family, target)} (${columns.join(", ")})\n${selected}`,
    targetParameters(store, table.family, target),
    {
      do_not_merge_across_partitions_select_final: 1,
      max_bytes_before_external_group_by: "500000000",
      // A run's rows are a partition; moments are many runs at once. Else the connection's limit holds, for a history of many months.
      ...(target.atMoments === undefined ? {} : { max_partitions_per_insert_block: "0" }),
    },
  );
}

/** The key columns of a family's table. */
export function keyOf(table: FactTable): string {
  return table.bucketColumn === undefined ? "account" : `account, ${table.bucketColumn}`;
}
