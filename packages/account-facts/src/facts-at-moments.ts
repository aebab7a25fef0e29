// Facts as they were known at many moments at once: what a model is trained on. In: accounts with their moments, the facts as of a
// run. Out: subqueries with a row for each pair of a moment and a bucket that lies in the moment's window.
//
// A bucket that has not changed after a moment is read as it is. The others ("dirty" pairs) are worked out from the raw rows, within
// the same SELECT, with what was known by the pair's moment: rows, retractions, and to whom they belonged. One query per family finds
// out whether there are any.
// After a crash: the batch is nobody's, and is dropped a day later.
import { RowBinaryWriter } from "@mimamori/clickhouse-tables";
import { factTable } from "./families.ts";
import { targetParameters } from "./fact-tables.ts";
import type { FactTable, FactTarget } from "./fact-tables.ts";
import type { FactsAsOf } from "./facts-as-of.ts";
import type { FactsStore } from "./facts-store.ts";
import { AT_MOMENTS, dropBatch, listMembers, quoted } from "./pending-marks.ts";
import { stageEarlierMappings } from "./stage-earlier-mappings.ts";

/** Families that can be read so: those whose rows are made in SQL. */
export type MomentFamily = "usage_days" | "engagement_days" | "tickets" | "invoices";

export const MOMENT_FAMILIES: readonly MomentFamily[] = [
  "usage_days",
  "engagement_days",
  "tickets",
  "invoices",
];

/** How many days before a moment's day are asked for, of the families that are made of days. */
export interface MomentWindows {
  readonly usage_days: number;
  readonly engagement_days: number;
}

/** A moment of an account. */
export interface FactMoment {
  readonly account: string;
  /** A number of its own within the batch. */
  readonly moment: number;
  /** Day number (since 1970-01-01) of the company's zone: the days before it are asked for. */
  readonly day: number;
  /** What was known by then counts; milliseconds UTC. */
  readonly atMs: number;
}

/** Writes the moments of a batch. To be called once, before factsAtMoments; may be called in parts. */
export async function writeMoments(
  { tables }: FactsStore,
  batch: string,
  moments: Iterable<FactMoment>,
): Promise<void> {
  const writer = new RowBinaryWriter();
  for (const { account, moment, day, atMs } of moments) {
    writer.string(batch);
    writer.string(account);
    writer.int32(moment);
    writer.uint16(day);
    writer.instant(atMs);
  }
  const columns = ["batch", "account", "moment", "day", "at"];
  await tables.insertBinary("mimamori.fact_moments", columns, writer.view());
}

export interface FactsAtMomentsOptions {
  /** Names the batch: letters, digits, "-", "_" and ".". Its moments are in mimamori.fact_moments already. */
  readonly batch: string;
  /** SQL over `account`, without placeholders, that holds for all accounts of the batch: limits what is read. */
  readonly where: string;
  readonly windows: MomentWindows;
  /** False: no bucket of `facts` can have changed after any moment, for all moments are the run's own. */
  readonly mayHaveChanged: boolean;
}

/** A subquery in parentheses, with the values of its placeholders. */
export interface MomentSource {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface FactsAtMoments {
  /**
   * Rows of (moment, moment_day, at) and the family's columns: the buckets that were not empty at the moment and lie in its window (of
   * tickets and invoices: all). Elements of tuples have places, not names. One family to a query, for the placeholders' sake.
   */
  source(family: MomentFamily): MomentSource;
  /** Drops the batch, its moments included. */
  drop(): Promise<void>;
}

/** Finds the dirty pairs of a batch of moments. To be called, as everything that reads the sources, within `facts.read`. */
export async function factsAtMoments(
  store: FactsStore,
  facts: FactsAsOf,
  options: FactsAtMomentsOptions,
): Promise<FactsAtMoments> {
  const { batch } = options;
  const dirty = options.mayHaveChanged
    ? await listDirtyPairs(store, facts, options)
    : new Set<string>();
  if (dirty.size > 0) {
    await listMembers(store, batch);
    await stageEarlierMappings(store, batch);
  }
  return {
    source: (family) => sourceOf(store, facts, options, factTable(family), dirty.has(family)),
    drop: async () => {
      await dropBatch(store, batch);
      for (const table of AT_MOMENTS) {
        await store.tables.command(`ALTER TABLE mimamori.${table} DROP PARTITION ${quoted(batch)}`);
      }
    },
  };
}

/** Each account's moments as an array of (moment, day, at). */
function momentsByAccount(batch: string): string {
  return `SELECT account, groupArray((moment, day, at)) AS moments
    FROM mimamori.fact_moments WHERE batch = ${quoted(batch)} GROUP BY account`;
}

/** SQL over a bucket's columns and a moment `asked`: the bucket lies in its window. */
function inWindow(table: FactTable, windows: MomentWindows): string {
  if (!table.raw.byDay) return "1";
  const days = table.family === "usage_days" ? windows.usage_days : windows.engagement_days;
  return `day < asked.2 AND day >= asked.2 - ${days}`;
}

/** Each bucket with the moments that ask for it and fulfil a condition: never a full product of the two. */
function pairs(
  facts: FactsAsOf,
  table: FactTable,
  { batch, where, windows }: FactsAtMomentsOptions,
  select: { readonly columns: string; readonly condition: string; readonly tombstones: boolean },
): string {
  const source = facts.source(table.family, { tombstones: select.tombstones, where });
  return `
    SELECT ${select.columns}
    FROM ${source} AS bucket
    INNER JOIN (${momentsByAccount(batch)}) AS of_account ON bucket.account = of_account.account
    ARRAY JOIN arrayFilter(asked -> ${inWindow(table, windows)} AND ${select.condition}, moments) AS asked`;
}

/** @returns the families that have dirty pairs */
async function listDirtyPairs(
  store: FactsStore,
  facts: FactsAsOf,
  options: FactsAtMomentsOptions,
): Promise<Set<string>> {
  const { batch } = options;
  for (const family of MOMENT_FAMILIES) {
    const table = factTable(family);
    const columns = `${quoted(batch)}, '${family}', bucket.account, toString(${table.bucketColumn ?? ""}), asked.3`;
    const condition = "max_known_at > asked.3";
    await store.tables.command(
      `INSERT INTO mimamori.recompute_buckets (batch, family, account, bucket, at)
       ${pairs(facts, table, options, { columns, condition, tombstones: true })}`,
    );
  }
  const found = await store.tables.query<{ family: string }>(
    "SELECT DISTINCT toString(family) AS family FROM mimamori.recompute_buckets WHERE batch = {batch:String}",
    { batch },
  );
  return new Set(found.map(({ family }) => family));
}

/** Read where they are worked out: nothing is written. */
const IN_QUERY = { runIdSql: "''", runIdOf: () => "" };

function sourceOf(
  store: FactsStore,
  facts: FactsAsOf,
  options: FactsAtMomentsOptions,
  table: FactTable,
  isDirty: boolean,
): MomentSource {
  const own = table.columns.filter((column) => column !== "version");
  const clean = pairs(facts, table, options, {
    columns: `asked.1 AS moment, asked.2 AS moment_day, asked.3 AS at, ${own.map((column) => `bucket.${column} AS ${column}`).join(", ")}`,
    condition: options.mayHaveChanged ? "max_known_at <= asked.3" : "1",
    tombstones: false,
  });
  if (!isDirty || table.select === undefined) return { sql: `(${clean})`, parameters: {} };
  const target: FactTarget = { batch: options.batch, version: "0", atMoments: IN_QUERY };
  const worked = `
    SELECT asked.moment AS moment, asked.day AS moment_day, asked.at AS at, ${own.map((column) => `bucket.${column} AS ${column}`).join(", ")}
    FROM (SELECT * FROM (${table.select(target)}) WHERE ${table.isPresent}) AS bucket
    INNER JOIN (
      SELECT account, moment, day, at FROM mimamori.fact_moments WHERE batch = ${quoted(options.batch)}
    ) AS asked ON bucket.account = asked.account AND bucket.at = asked.at`;
  return {
    sql: `(${clean} UNION ALL ${worked})`,
    parameters: targetParameters(store, table.family, target),
  };
}
