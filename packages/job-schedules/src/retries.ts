/**
 * Whether and when a job that failed is tried again.
 *
 * An engine that is away or refuses (a full disk, say) is waited for, with growing pauses: the run of the day comes late then, and is
 * not lost. Any other failure is tried as often as the catalogue says. After a crash: BullMQ keeps the tries and the pause in Redis.
 */
import type { JobsOptions } from "bullmq";
import type { JobDefinition } from "./catalogue.ts";
import { JobError } from "./errors.ts";

/** BullMQ's name for pauses that the worker computes itself. */
const BY_FAILURE = "by-failure";
const LONGEST_PAUSE_MS = 5 * 60_000;
/** The next tick of a daily job is there then, and does all that this one would have done. */
const KEEP_TRYING_MS = 24 * 60 * 60_000;
/** What BullMQ takes for "not again". */
export const NO_RETRY = -1;

/** What BullMQ is told of a job; `pauseBeforeRetry` decides. */
export function retryOptions(job: JobDefinition): Pick<JobsOptions, "attempts" | "backoff"> {
  const attempts = job.keepsTrying === true ? Number.MAX_SAFE_INTEGER : job.attempts;
  return { attempts, backoff: { type: BY_FAILURE } };
}

/** Whether it is an engine that fails, and time may cure it. A job that ran out of its own time is not that. */
export function isOutage(error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof JobError) return false;
  return "retryable" in error && error.retryable === true;
}

/**
 * @param attemptsMade tries so far, this one included
 * @param ageMs since the job was put in
 * @returns milliseconds until the next try; -1 when there is none
 */
export function pauseBeforeRetry(
  job: JobDefinition,
  error: unknown,
  attemptsMade: number,
  ageMs: number,
): number {
  const pauseMs = job.backoffMs * 2 ** Math.min(attemptsMade - 1, 20);
  if (job.keepsTrying === true && isOutage(error)) {
    return ageMs > KEEP_TRYING_MS ? NO_RETRY : Math.min(LONGEST_PAUSE_MS, pauseMs);
  }
  return attemptsMade < job.attempts ? pauseMs : NO_RETRY;
}
