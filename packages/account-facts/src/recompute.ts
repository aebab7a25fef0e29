// Keeps facts right. In: pending marks, raw rows. Out: facts, the end of the marks, the settled watermark.
// After a crash: marks end after the facts they led to are written, so an unfinished pass is done again by the next.
//
// Two passes at once converge, for each takes (1) marks, (2) a version, (3) what it reads, in this order. Say that a pass read too
// early to see some row. The row's mark came after the row, so it was not in that pass's list; whichever pass lists the mark takes
// its version later still, and in ReplacingMergeTree the higher version wins, in whatever order the two write. Ending a mark ends
// the number that was read; a newer mark of the same bucket stays pending. A changed mapping is a row like any other: it is written
// before the marks that follow from it. Versions and marks are numbered by the one clock of the server.
import { randomUUID } from "node:crypto";
import { listOpenRuns, preserveBuckets } from "./as-of-runs.ts";
import { FACT_TABLES } from "./families.ts";
import type { FactsStore } from "./facts-store.ts";
import {
  clearMarks,
  countPendingMarks,
  dropBatch,
  dropOldMarks,
  expandMarks,
  takeMarks,
} from "./pending-marks.ts";
import type { MarkCounts } from "./pending-marks.ts";
import { nextVersion, recordWatermark, settledThrough } from "./progress.ts";
import { refreshIdentity } from "./refresh-identity.ts";
import type { FactFamily } from "./touched-buckets.ts";

export interface RecomputeOptions {
  /** Most marks to work off per family in this pass (default 50,000). */
  readonly limit?: number;
  /** How many partitions the event topics have: without a report from each there is no watermark. */
  readonly partitions: number;
}

export interface RecomputeResult {
  /** Marks worked off. */
  readonly marks: number;
  /** Buckets written, by family. */
  readonly buckets: Readonly<Partial<Record<FactFamily, number>>>;
  /** Whether no mark is left of those that were pending when the pass began: if not, call again at once. */
  readonly emptied: boolean;
  /** The settled watermark (ISO text) that this pass brought facts up to; undefined while it is not emptied or not known. */
  readonly settledAt: string | undefined;
}

const DEFAULT_LIMIT = 50_000;

/** One pass over the pending marks. Safe to repeat, to kill, and to run twice at once. Throws ClickhouseError. */
export async function recomputePending(
  store: FactsStore,
  options: RecomputeOptions,
): Promise<RecomputeResult> {
  const limit = options.limit ?? DEFAULT_LIMIT;
  const settledAt = await settledThrough(store, options.partitions);
  const pending = await countPendingMarks(store);
  const identity = pending.has("identity") ? await identityPass(store, limit) : NO_WORK;
  const facts = pending.size > 0 ? await factsPass(store, limit) : NO_WORK;
  const emptied = identity.emptied && facts.emptied;
  if (emptied) {
    const version = facts.version ?? (await nextVersion(store));
    if (settledAt !== undefined) await recordWatermark(store, settledAt, version);
    await dropOldMarks(store);
  }
  return {
    marks: identity.marks + facts.marks,
    buckets: facts.buckets,
    emptied,
    settledAt: emptied ? settledAt : undefined,
  };
}

interface Pass {
  readonly marks: number;
  readonly buckets: Partial<Record<FactFamily, number>>;
  readonly emptied: boolean;
  readonly version?: string;
}

const NO_WORK: Pass = { marks: 0, buckets: {}, emptied: true };

async function identityPass(store: FactsStore, limit: number): Promise<Pass> {
  const batch = newBatch();
  const taken = await takeMarks(store, batch, "identity", limit);
  if (taken.size > 0) {
    await refreshIdentity(store, batch, await nextVersion(store));
    await clearMarks(store, batch);
  }
  await dropBatch(store, batch);
  return { marks: total(taken), buckets: {}, emptied: isAll(taken, limit) };
}

async function factsPass(store: FactsStore, limit: number): Promise<Pass> {
  const batch = newBatch();
  const taken = await takeMarks(store, batch, "facts", limit);
  const version = await nextVersion(store);
  const touched = await expandMarks(store, batch);
  const openRuns = await listOpenRuns(store);
  const buckets: Partial<Record<FactFamily, number>> = {};
  for (const table of FACT_TABLES) {
    const count = touched.get(table.family) ?? 0;
    if (count === 0) continue;
    for (const run of openRuns) await preserveBuckets(store, table, batch, run);
    await table.write(store, { batch, version });
    buckets[table.family] = count;
  }
  await clearMarks(store, batch);
  await dropBatch(store, batch);
  return { marks: total(taken), buckets, emptied: isAll(taken, limit), version };
}

function newBatch(): string {
  return randomUUID();
}

function total(marks: MarkCounts): number {
  return [...marks.values()].reduce((sum, count) => sum + count, 0);
}

/** Whether the limit cut nothing off. */
function isAll(taken: MarkCounts, limit: number): boolean {
  return [...taken.values()].every((count) => count < limit);
}
