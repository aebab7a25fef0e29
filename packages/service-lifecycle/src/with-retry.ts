// Repeats work that failed for a passing reason until it succeeds: waiting is the back-pressure.
// In: work that may be done twice, whose errors know whether they are `retryable`. Out: its result, or the error that ends it.
import { setTimeout as delay } from "node:timers/promises";

export interface RetryOptions {
  /** Ends the waiting: the signal's reason is thrown. */
  readonly signal?: AbortSignal;
  /** Called before each pause. */
  readonly onRetry?: (failure: { error: Error; attempt: number; pauseMs: number }) => void;
  /** Tries in all; the last one's error is thrown. Without it there is no end. */
  readonly attempts?: number;
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

/**
 * Runs `work` until it succeeds, an error is not `retryable`, `attempts` are used up, or `signal` aborts. Pauses double from
 * `firstPauseMs` (100 ms) to `longestPauseMs` (10 s), each shortened at random by up to half, so that workers spread out.
 */
export async function withRetry<T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { signal, onRetry, firstPauseMs = 100, longestPauseMs = 10_000 } = options;
  const { attempts = Infinity, random = Math.random, sleep = sleepFor } = options;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!isRetryable(error) || attempt >= attempts) throw error;
      const pauseMs =
        Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1)) * (1 - random() / 2);
      onRetry?.({ error, attempt, pauseMs });
      await sleep(pauseMs, signal);
    }
  }
}

/** Whether an error says of itself that the same work may succeed later. */
export function isRetryable(error: unknown): error is Error & { retryable: true } {
  return error instanceof Error && "retryable" in error && error.retryable === true;
}

async function sleepFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  } catch {
    signal?.throwIfAborted();
  }
}
