// In: pending marks of touched buckets. Out: facts that are true again, and the settled watermark. Runs in the worker that owns
// one certain partition, so usually once; twice at once is slower, not wrong. After a crash: marks that were not cleared are
// worked off again.
import { setTimeout as delay } from "node:timers/promises";
import type { RecomputeResult } from "@mimamori/account-facts";
import { withRetry } from "@mimamori/service-lifecycle";
import type { Beat, Log, Waits } from "@mimamori/service-lifecycle";
import type { WorkerMetrics } from "./metrics.ts";

const INTERVAL_MS = 500;

/** More than the batches of a busy stream that are in hand: the worker is catching up, and would touch the same buckets again and again. */
const BACKLOG_RECORDS = 100_000;

const LONGEST_REST_MS = 5_000;

/** Marks per family that a pass takes, so that what it reads and writes stays bounded; fewer when the server runs out of memory. */
const MOST_MARKS = 50_000;
const FEWEST_MARKS = 500;
const OUT_OF_MEMORY = "CLICKHOUSE_241";

/** While it catches up, facts (and the watermark, and so the scores) are at most this much older than the raw rows. */
const LONGEST_WAIT_MS = 60_000;

export interface FactsLoop {
  /** Whether it is this worker's turn. */
  readonly isOurs: () => boolean;
  /** Records that wait to be stored; undefined when it is not known. */
  readonly backlogRecords: () => number | undefined;
  /** Partitions of the event topics; undefined when it is not known. */
  readonly partitions: () => number | undefined;
  /** Marks what is not computed as it would be now: once, before the first pass. */
  readonly markOutdated: () => Promise<void>;
  /** One pass over the marks, at most `limit` of each family. */
  readonly recompute: (options: { partitions: number; limit: number }) => Promise<RecomputeResult>;
  readonly log: Log;
  readonly metrics: Pick<WorkerMetrics, "factsPassSeconds" | "factsMarks">;
  readonly waits: Pick<Waits, "begin" | "end">;
  readonly beat: Beat;
  /** Unix ms. */
  readonly now: () => number;
}

/** Works until `signal` aborts; rejects with a failure that waiting does not cure. */
export async function runFactsLoop(loop: FactsLoop, signal: AbortSignal): Promise<void> {
  await untilDone(loop, signal, () => loop.markOutdated());
  let lastPassAtMs = loop.now();
  let pauseMs = INTERVAL_MS;
  const limit = { marks: MOST_MARKS };
  while (!signal.aborted) {
    loop.beat();
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    pauseMs = INTERVAL_MS;
    const partitions = loop.partitions();
    if (partitions === undefined || !isDue(loop, lastPassAtMs)) continue;
    const startedAtMs = loop.now();
    const emptied = await pass(loop, partitions, limit, signal);
    lastPassAtMs = loop.now();
    // Under a steady stream facts take about half of the time: the longer a pass, the more marks the next one finds.
    const restMs = Math.min(lastPassAtMs - startedAtMs, LONGEST_REST_MS);
    pauseMs = emptied ? Math.max(INTERVAL_MS, restMs) : 0;
  }
}

/** Whether a pass should begin: at once when the worker has caught up, else when facts have become too old. */
export function isDue(
  loop: Pick<FactsLoop, "isOurs" | "backlogRecords" | "now">,
  lastPassAtMs: number,
): boolean {
  if (!loop.isOurs()) return false;
  const backlog = loop.backlogRecords();
  const behind = backlog === undefined || backlog > BACKLOG_RECORDS;
  return !behind || loop.now() - lastPassAtMs >= LONGEST_WAIT_MS;
}

async function pass(
  loop: FactsLoop,
  partitions: number,
  limit: { marks: number },
  signal: AbortSignal,
): Promise<boolean> {
  const { log, metrics } = loop;
  const endTimer = metrics.factsPassSeconds.startTimer();
  const result = await untilDone(
    loop,
    signal,
    () => loop.recompute({ partitions, limit: limit.marks }),
    (error) => {
      const outOfMemory = "code" in error && error.code === OUT_OF_MEMORY;
      if (outOfMemory) limit.marks = Math.max(FEWEST_MARKS, limit.marks >> 1);
    },
  );
  if (result === undefined) return true;
  limit.marks = Math.min(MOST_MARKS, limit.marks * 2);
  const seconds = endTimer();
  metrics.factsMarks.inc(result.marks);
  if (result.marks > 0) log.info({ ...result, seconds }, "facts recomputed");
  return result.emptied;
}

/** Repeats what fails for a passing reason; undefined when `signal` ended it. */
async function untilDone<T>(
  { waits, beat }: FactsLoop,
  signal: AbortSignal,
  work: () => Promise<T>,
  onFailure?: (error: Error) => void,
): Promise<T | undefined> {
  try {
    const result = await withRetry(work, {
      signal,
      onRetry: ({ error }) => {
        beat();
        waits.begin("facts", error);
        onFailure?.(error);
      },
    });
    waits.end("facts");
    return result;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
