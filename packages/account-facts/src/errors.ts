// What can go wrong with facts, beside what ClickHouse itself reports.

export type FactsErrorCode = "RUN_ID_INVALID" | "FACTS_KEEP_MOVING";

/** `message` says what happened and what to do next; `retryable`: the same call may succeed later. */
export class FactsError extends Error {
  readonly code: FactsErrorCode;
  readonly retryable: boolean;

  constructor(
    code: FactsErrorCode,
    message: string,
    options: { retryable: boolean; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "FactsError";
    this.code = code;
    this.retryable = options.retryable;
  }
}
