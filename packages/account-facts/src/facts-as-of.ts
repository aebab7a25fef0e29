// Facts as they were known at one time, for one run. In: facts, raw rows. Out: subqueries to read from.
//
// A bucket with max_known_at <= T is read as it is; one that has changed since is worked out from the raw rows known by T. While the
// run reads, recomputes go on: they keep the old bucket for every open run before they replace it (as-of-runs.ts). One that had
// already begun when the run opened may not have; a query that meets such a bucket fails rather than miss it, and read() stages
// the bucket and repeats.
// After a crash: nothing of the run is visible to others; what it staged is dropped a day later.
import { ClickhouseError } from "@mimamori/clickhouse-tables";
import { closeRun, openRun } from "./as-of-runs.ts";
import { FactsError } from "./errors.ts";
import { FACT_TABLES, factTable } from "./families.ts";
import { keyOf } from "./fact-tables.ts";
import type { FactTable } from "./fact-tables.ts";
import type { FactsStore } from "./facts-store.ts";
import { dropBatch, quoted } from "./pending-marks.ts";
import { mayExist, stageRun } from "./stage-as-of.ts";
import type { ChosenAccounts } from "./stage-as-of.ts";
import type { FactFamily } from "./touched-buckets.ts";

export interface FactsAsOfOptions {
  /** Letters, digits, "-" and "_". */
  readonly runId: string;
  readonly asOf: Date;
  /** Only the facts of these accounts are as of then: of others, what has changed since is missing. */
  readonly accounts: readonly string[] | "all";
}

export interface SourceOptions {
  /** Also the buckets that are empty now: they may have held something before. */
  readonly tombstones?: boolean;
  /** SQL of a condition on the columns, without placeholders: where the whole table must not be read. */
  readonly where?: string;
  /** The same on `account` alone: nothing at all is read of others. */
  readonly accounts?: string;
}

export interface FactsAsOf {
  /**
   * SQL of a subquery, in parentheses, with the columns of mimamori.<family>: the buckets that were not empty, each once. It has
   * no placeholders, so that it can be put into any query; conditions on the account are best put around it.
   */
  source(family: FactFamily, options?: SourceOptions): string;
  /** Runs `work`, which reads the sources and may be repeated. To be used around every read. */
  read<T>(work: () => Promise<T>): Promise<T>;
  /** Drops what was staged for the run. */
  drop(): Promise<void>;
}

const READ_ATTEMPTS = 10;
/** The server's code for what throwIf() throws. */
const THROWN_IF = "CLICKHOUSE_395";
const MOVED = "mimamori: a bucket moved past the time that is read";

/** Stages the buckets that have changed since `asOf`, as they were then. Throws FactsError, ClickhouseError. */
export async function factsAsOf(store: FactsStore, options: FactsAsOfOptions): Promise<FactsAsOf> {
  const { runId, asOf, accounts } = options;
  if (!/^[\w-]{1,100}$/.test(runId)) {
    const message = `"${runId}" cannot name a run: use up to 100 letters, digits, "-" and "_".`;
    throw new FactsError("RUN_ID_INVALID", message, { retryable: false });
  }
  const run = { runId, asOf };
  const chosenBatch = `${runId}.chosen`;
  const chosen = accounts === "all" ? undefined : accountsIn(chosenBatch);
  if (accounts !== "all") await listAccounts(store, chosenBatch, accounts);
  await openRun(store, run);
  await stageRun(store, run, chosen);
  return {
    source: (family, which) => sourceOf(store, factTable(family), options, chosen, which),
    read: (work) => readOrStage(work, () => stageRun(store, run, chosen)),
    drop: async () => {
      await closeRun(store, run);
      if (accounts !== "all") await dropBatch(store, chosenBatch);
      for (const table of [...FACT_TABLES.map(({ family }) => family), "account_subjects"]) {
        await store.tables.command(
          `ALTER TABLE mimamori.${table}_as_of DROP PARTITION ${quoted(runId)}`,
        );
      }
    },
  };
}

function accountsIn(batch: string): string {
  return `SELECT account FROM mimamori.recompute_buckets WHERE batch = ${quoted(batch)}`;
}

async function listAccounts(
  store: FactsStore,
  batch: string,
  accounts: readonly string[],
): Promise<void> {
  await store.tables.insertRows(
    "mimamori.recompute_buckets",
    ["batch", "family", "account", "bucket"],
    accounts.map((account) => ({ batch, family: "chosen", account, bucket: "" })),
  );
}

/** The two halves share one snapshot of the staged rows, so that a bucket is in exactly one of them. */
function sourceOf(
  store: FactsStore,
  table: FactTable,
  { runId, asOf }: FactsAsOfOptions,
  chosen: ChosenAccounts,
  { tombstones = false, where = "1", accounts = "1" }: SourceOptions = {},
): string {
  const isWanted = `(${accounts}) AND (${where}) AND ${tombstones ? "1" : table.isPresent}`;
  const key = keyOf(table);
  const time = `toDateTime64('${asOf.toISOString().slice(0, -1).replace("T", " ")}', 3, 'UTC')`;
  const columns = table.columns.join(", ");
  const staged = `(${key}) IN (SELECT ${key} FROM mimamori.${table.family}_as_of WHERE run_id = ${quoted(runId)} AND (${accounts}))`;
  // Of others, nothing was looked up among the staged ones.
  const due = [
    `(${accounts})`,
    `max_known_at > ${time}`,
    `NOT ${staged}`,
    mayExist(table, quoted(store.timeZone), time),
    ...(chosen === undefined ? [] : [`account IN (${chosen})`]),
  ];
  return `(
    SELECT ${columns} FROM mimamori.${table.family} FINAL
    WHERE throwIf(${due.join(" AND ")}, ${quoted(MOVED)}) = 0
      AND max_known_at <= ${time} AND ${isWanted} AND NOT ${staged}
    UNION ALL
    SELECT ${columns} FROM mimamori.${table.family}_as_of FINAL
    WHERE run_id = ${quoted(runId)} AND ${isWanted}
  )`;
}

async function readOrStage<T>(work: () => Promise<T>, stage: () => Promise<void>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ClickhouseError) || error.code !== THROWN_IF) throw error;
      if (attempt === READ_ATTEMPTS) {
        const message = `Facts changed faster than they could be read, ${READ_ATTEMPTS} times in a row. Try again later.`;
        throw new FactsError("FACTS_KEEP_MOVING", message, { retryable: true, cause: error });
      }
      await stage();
    }
  }
}
