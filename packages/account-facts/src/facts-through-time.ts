// Facts as they were known at each of many moments, for all accounts: what a replay reads. In: facts as of the last moment, raw rows.
// Out: for each moment what factsAsOf() would give, without working out a bucket again that was the same at two of them.
//
// A bucket that has not changed after a moment is read as it is. Of the others the raw rows say at which times they changed; only the
// first moment after each change is worked out, all of them in one statement per family, and stands until the next.
// After a crash: what is staged is nobody's, and is dropped a day later.
import { targetParameters } from "./fact-tables.ts";
import type { FactTable, FactTarget } from "./fact-tables.ts";
import { candidateRows } from "./candidate-rows.ts";
import { factsAsOf } from "./facts-as-of.ts";
import type { FactsAsOf, SourceOptions } from "./facts-as-of.ts";
import { FACT_TABLES, factTable } from "./families.ts";
import type { FactsStore } from "./facts-store.ts";
import { AT_MOMENTS, dropBatch, listMembers, quoted } from "./pending-marks.ts";
import { nextVersion } from "./progress.ts";
import { stageEarlierMappings } from "./stage-earlier-mappings.ts";
import { batchOf, instantSql, runIdSql, sourceAt, statesDuring } from "./through-time-sources.ts";
import type { StagedFamily } from "./through-time-sources.ts";
import type { FactFamily } from "./touched-buckets.ts";

export interface FactsThroughTime {
  /** The facts as of one of the moments: to be read as those of factsAsOf(), and dropped with all. */
  at(moment: Date): Omit<FactsAsOf, "drop">;
  /**
   * SQL of a subquery over some of the moments (ascending), in parentheses, without placeholders: each state of a bucket that any of
   * them saw, once. Columns: those of mimamori.<family>; `first_moment` (inclusive) and `end_moment` (exclusive), the indexes of the
   * moments that saw it.
   */
  during(moments: readonly Date[]): (family: FactFamily, options?: SourceOptions) => string;
  /** Runs `work`, which reads the sources and may be repeated. To be used around every read. */
  read<T>(work: () => Promise<T>): Promise<T>;
  /** Drops what was staged. */
  drop(): Promise<void>;
}

export interface FactsThroughTimeOptions {
  /** Letters, digits, "-" and "_": names what is staged. */
  readonly runId: string;
  /** Ascending, distinct. */
  readonly moments: readonly Date[];
}

/** Works out what each moment saw otherwise than now. Throws FactsError, ClickhouseError. */
export async function factsThroughTime(
  store: FactsStore,
  { runId, moments }: FactsThroughTimeOptions,
): Promise<FactsThroughTime> {
  const [last] = moments.slice(-1);
  const facts = await factsAsOf(store, { runId, asOf: last ?? new Date(0), accounts: "all" });
  const staged = new Set<string>();
  for (const table of FACT_TABLES) {
    const states = await facts.read(() => stageStates(store, facts, table, runId, moments));
    if (states > 0) staged.add(table.family);
  }
  const ofFamily = (family: FactFamily): StagedFamily => ({
    ...{ facts, runId, table: factTable(family), isStaged: staged.has(family) },
  });
  return {
    at: (moment) => ({
      source: (family, options) => sourceAt(ofFamily(family), moment, options),
      read: (work) => facts.read(work),
    }),
    during: (some) => (family, options) => statesDuring(ofFamily(family), some, options),
    read: (work) => facts.read(work),
    drop: async () => {
      await facts.drop();
      for (const table of FACT_TABLES) await dropStates(store, table, runId, moments);
    },
  };
}

/** @returns how many states of buckets were worked out */
async function stageStates(
  store: FactsStore,
  facts: FactsAsOf,
  table: FactTable,
  runId: string,
  moments: readonly Date[],
): Promise<number> {
  const batch = batchOf(runId, table);
  await dropStates(store, table, runId, moments);
  await listStates(store, facts, table, batch, moments);
  const [listed] = await store.tables.query<{ states: number }>(
    "SELECT toUInt32(count()) AS states FROM mimamori.recompute_buckets WHERE batch = {batch:String}",
    { batch },
  );
  if (listed === undefined || listed.states === 0) return 0;
  await listMembers(store, batch);
  await stageEarlierMappings(store, batch);
  const target: FactTarget = {
    batch,
    version: await nextVersion(store),
    atMoments: { runIdSql: runIdSql(runId), runIdOf: (ms) => `${runId}.${ms}` },
  };
  await table.write(store, target);
  return listed.states;
}

async function dropStates(
  store: FactsStore,
  table: FactTable,
  runId: string,
  moments: readonly Date[],
): Promise<void> {
  const batch = batchOf(runId, table);
  await dropBatch(store, batch);
  for (const name of AT_MOMENTS) {
    await store.tables.command(`ALTER TABLE mimamori.${name} DROP PARTITION ${quoted(batch)}`);
  }
  const present = await store.tables.query<{ partition: string }>(
    `SELECT DISTINCT partition FROM system.parts
     WHERE database = 'mimamori' AND table = {table:String} AND active AND partition IN {runIds:Array(String)}`,
    {
      table: `${table.family}_as_of`,
      runIds: moments.map((moment) => `${runId}.${moment.getTime()}`),
    },
  );
  for (const { partition } of present) {
    await store.tables.command(
      `ALTER TABLE mimamori.${table.family}_as_of DROP PARTITION ${quoted(partition)}`,
    );
  }
}

/**
 * Lists the states of buckets that a moment before the bucket's last change saw: `at` is the first such moment, `until` the next state's
 * or the time from which on the bucket is as it is now. The times of change are those at which a raw row happened or became known; where
 * a mapping or a retraction has changed within the time that is looked at, every moment is a state of its own.
 */
async function listStates(
  store: FactsStore,
  facts: FactsAsOf,
  table: FactTable,
  batch: string,
  moments: readonly Date[],
): Promise<void> {
  const { family, raw, bucketColumn } = table;
  const everChanged = `${batch}.changed`;
  const target: FactTarget = { batch: everChanged, version: "0" };
  const first = instantSql(moments[0] ?? new Date(0));
  const seen = raw.byDay
    ? "arrayExists(moment -> moment < max_known_at AND day <= toDate(moment, {time_zone:String}), {moments:Array(DateTime64(3, 'UTC'))})"
    : `max_known_at > ${first}`;
  const parameters = {
    ...targetParameters(store, family, target),
    moments: moments.map((moment) => moment.toISOString().slice(0, -1).replace("T", " ")),
    states: batch,
  };
  const source = facts.source(family, { tombstones: true, where: `max_known_at > ${first}` });
  await store.tables.command(
    `INSERT INTO mimamori.recompute_buckets (batch, family, account, bucket, until)
     SELECT {batch:String}, '${family}', account, ${bucketColumn === undefined ? "''" : `toString(${bucketColumn})`}, max_known_at
     FROM ${source} AS source WHERE ${seen}`,
    parameters,
  );
  await listMembers(store, everChanged);
  await store.tables.command(statesSql(family, candidateRows(raw, target, {}), first), parameters);
  await dropBatch(store, everChanged);
}

/** From the changed buckets of {batch} to their states under {states}; `first` is SQL of the first moment. */
function statesSql(family: FactFamily, candidates: string, first: string): string {
  return `INSERT INTO mimamori.recompute_buckets (batch, family, account, bucket, at, until)
     WITH
       arrayFilter(moment -> moment < known_until, {moments:Array(DateTime64(3, 'UTC'))}) AS asked,
       if(is_reassigned, arrayMap(place -> toUInt64(place), arrayEnumerate(asked)),
          arrayMap(moment -> toUInt64(arrayCount(one -> one <= moment, changes)), asked)) AS states,
       arrayFilter((moment, state, before) -> state != before AND state > 0, asked, states,
                   arrayPushFront(arrayPopBack(states), toUInt64(0))) AS firsts
     SELECT {states:String}, '${family}', account, bucket, firsts[place], if(place = length(firsts), known_until, firsts[place + 1])
     FROM (
       SELECT candidate.account AS account, candidate.bucket AS bucket, any(listed.until) AS known_until,
         arraySort(groupUniqArray(greatest(candidate.known_at, candidate.occurred_at))) AS changes,
         max(candidate.reassigned_at) > ${first} AS is_reassigned
       FROM (${candidates}) AS candidate
       INNER JOIN (
         SELECT account, bucket, until FROM mimamori.recompute_buckets WHERE batch = {batch:String}
       ) AS listed ON candidate.account = listed.account AND candidate.bucket = listed.bucket
       GROUP BY account, bucket
     )
     ARRAY JOIN arrayEnumerate(firsts) AS place`;
}
