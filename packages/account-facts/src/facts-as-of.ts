// Signatures first; the bodies follow.
import type { FactsStore } from "./facts-store.ts";
import type { FactFamily } from "./touched-buckets.ts";

export interface FactsAsOfOptions {
  /** Letters, digits, "-" and "_". */
  readonly runId: string;
  readonly asOf: Date;
  readonly accounts: readonly string[] | "all";
}

/** The facts as they were known at one time, for one run. */
export interface FactsAsOf {
  /**
   * SQL of a subquery, in parentheses, with the columns of mimamori.<family>: buckets that were not empty, each once. Without
   * placeholders, so that it can be put into any query.
   */
  source(family: FactFamily): string;
  /**
   * Runs `work`, which reads the sources and may be repeated: when a bucket that it should have seen was replaced by a newer
   * one in the meantime, it runs again over the repaired sources. Use it around every read.
   */
  read<T>(work: () => Promise<T>): Promise<T>;
  /** Drops what was staged for the run. */
  drop(): Promise<void>;
}

/** Stages the buckets that have changed since `asOf`, as they were then. */
export function factsAsOf(_store: FactsStore, _options: FactsAsOfOptions): Promise<FactsAsOf> {
  return Promise.reject(new Error("not written yet"));
}
