/** Why a job or its queue could not do its work; each message says what happened and what to do next. */

export type JobErrorCode =
  | "redis_unreachable"
  | "redis_evicts"
  | "schedule_invalid"
  | "payload_invalid"
  | "result_invalid"
  | "job_unknown"
  | "job_timed_out"
  | "job_failed"
  | "wait_timed_out";

const RETRYABLE: ReadonlySet<JobErrorCode> = new Set([
  "redis_unreachable",
  "job_timed_out",
  "wait_timed_out",
]);

export class JobError extends Error {
  override readonly name = "JobError";
  readonly code: JobErrorCode;
  readonly retryable: boolean;

  constructor(code: JobErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.retryable = RETRYABLE.has(code);
  }
}
