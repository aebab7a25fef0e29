// What can go wrong where we ask another tool.

export type PullErrorCode = "source_away" | "source_refuses";

/** `retryable`: the same page may be asked for again later. */
export class PullError extends Error {
  override readonly name = "PullError";
  readonly code: PullErrorCode;
  readonly retryable: boolean;

  constructor(code: PullErrorCode, message: string, retryable: boolean) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}
