// Signatures first; the bodies follow.
import type { FactsStore } from "./facts-store.ts";
import type { FactFamily } from "./touched-buckets.ts";

export interface RecomputeOptions {
  /** Most marks to work off per family in this pass (default 50,000). */
  readonly limit?: number;
  /** How many partitions of the event topics there are: without a report from each there is no watermark. */
  readonly partitions: number;
}

export interface RecomputeResult {
  /** Marks worked off. */
  readonly marks: number;
  /** Buckets written, by family. */
  readonly buckets: Readonly<Partial<Record<FactFamily, number>>>;
  /** Whether every mark that was pending when the pass began is worked off: false means call again at once. */
  readonly emptied: boolean;
  /** The settled watermark (ISO text), when this pass recorded one. */
  readonly settledAt: string | undefined;
}

/** One pass over the pending marks. Safe to repeat, to kill, and to run twice at once. */
export function recomputePending(
  _store: FactsStore,
  _options: RecomputeOptions,
): Promise<RecomputeResult> {
  return Promise.reject(new Error("not written yet"));
}

/** Marks every bucket that raw rows have (of one family, or of all): the next passes rebuild the facts. */
export function markAll(_store: FactsStore, _family?: FactFamily): Promise<void> {
  return Promise.reject(new Error("not written yet"));
}
