// In: pending marks of touched buckets. Out: facts that are true again, and the settled watermark. Runs in the worker that owns
// one certain partition, so usually once; twice at once is slower, not wrong. After a crash: marks that were not cleared are
// worked off again.
import { setTimeout as delay } from "node:timers/promises";
import type { RecomputeResult } from "@mimamori/account-facts";
import { withRetry } from "@mimamori/clickhouse-tables";
import type { Log } from "@mimamori/service-lifecycle";
import type { WorkerMetrics } from "./metrics.ts";

const INTERVAL_MS = 1_000;

/** More than a second's worth of a busy stream: the worker is catching up, and would touch the same buckets again and again. */
const BACKLOG_RECORDS = 20_000;

const LONGEST_REST_MS = 5_000;

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
  /** One pass over the marks. */
  readonly recompute: (partitions: number) => Promise<RecomputeResult>;
  readonly log: Log;
  readonly metrics: WorkerMetrics;
  /** Unix ms. */
  readonly now: () => number;
}

/** Works until `signal` aborts; rejects with a failure that waiting does not cure. */
export async function runFactsLoop(loop: FactsLoop, signal: AbortSignal): Promise<void> {
  await untilDone(loop, signal, () => loop.markOutdated());
  let lastPassAtMs = loop.now();
  let pauseMs = INTERVAL_MS;
  while (!signal.aborted) {
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    pauseMs = INTERVAL_MS;
    const partitions = loop.partitions();
    if (partitions === undefined || !isDue(loop, lastPassAtMs)) continue;
    const startedAtMs = loop.now();
    const emptied = await pass(loop, partitions, signal);
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

async function pass(loop: FactsLoop, partitions: number, signal: AbortSignal): Promise<boolean> {
  const { log, metrics } = loop;
  const endTimer = metrics.factsPassSeconds.startTimer();
  const result = await untilDone(loop, signal, () => loop.recompute(partitions));
  if (result === undefined) return true;
  const seconds = endTimer();
  metrics.factsMarks.inc(result.marks);
  if (result.marks > 0) log.info({ ...result, seconds }, "facts recomputed");
  return result.emptied;
}

/** Repeats what fails for a passing reason; undefined when `signal` ended it. */
async function untilDone<T>(
  { log }: FactsLoop,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await withRetry(work, {
      signal,
      onRetry: ({ error, attempt, pauseMs }) => {
        log.warn({ err: error, attempt, pauseMs }, "facts wait, then try again");
      },
    });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
