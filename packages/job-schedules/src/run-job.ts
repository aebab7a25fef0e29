/**
 * One try of one job: checks the payload, gives the handler its signal, and stops waiting when time is up.
 *
 * In: a BullMQ job. Out: the handler's checked result. After a crash: BullMQ gives the job to another worker.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { UnrecoverableError } from "bullmq";
import { parsePayload } from "./catalogue.ts";
import type { JobDefinition } from "./catalogue.ts";
import { JobError } from "./errors.ts";

/** Where a worker and its jobs write what they do; pino's loggers fit. */
export interface JobLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What a handler is given beside its payload. */
export interface JobRun {
  readonly jobId: string;
  /** Aborted when time is up, the lock is lost or the worker must stop: then throw, and leave nothing half visible. */
  readonly signal: AbortSignal;
  readonly log: JobLog;
}

export type AnyHandler = (payload: unknown, run: JobRun) => Promise<unknown>;

/** How long a handler has to listen to its signal before the worker goes on without it. */
const ABORT_GRACE_MS = 5_000;

/**
 * Runs a handler once.
 * @throws UnrecoverableError for a payload that no retry can mend; JobError job_timed_out; what the handler throws
 */
export async function runJob(
  name: string,
  definition: JobDefinition,
  payload: unknown,
  handler: AnyHandler,
  run: JobRun,
): Promise<unknown> {
  const checked = checkPayload(name, definition, payload);
  const timeOut = new JobError(
    "job_timed_out",
    `the job ${name} did not end within ${definition.timeoutMs / 1000} s and was stopped; it is tried again`,
  );
  const timer = new AbortController();
  const clock = setTimeout(() => {
    timer.abort(timeOut);
  }, definition.timeoutMs);
  const signal = AbortSignal.any([run.signal, timer.signal]);
  try {
    const result = await Promise.race([
      handler(checked, { ...run, signal }),
      rejectAfterAbort(signal),
    ]);
    return definition.result.parse(result);
  } catch (error) {
    throw timer.signal.aborted ? timeOut : error;
  } finally {
    clearTimeout(clock);
    // Lets rejectAfterAbort's listener go.
    timer.abort();
  }
}

function checkPayload(name: string, definition: JobDefinition, payload: unknown): unknown {
  try {
    return parsePayload(name, definition, payload);
  } catch (error) {
    throw new UnrecoverableError(error instanceof Error ? error.message : String(error));
  }
}

async function rejectAfterAbort(signal: AbortSignal): Promise<never> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        "abort",
        () => {
          resolve();
        },
        { once: true },
      );
  });
  await sleep(ABORT_GRACE_MS, undefined, { ref: false });
  throw signal.reason instanceof Error ? signal.reason : new Error("the job was stopped");
}
