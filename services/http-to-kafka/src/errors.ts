// The refusals that concern a whole request: nothing of it is accepted, and nothing is kept.

export type RequestErrorCode =
  | "unauthorized"
  | "not_connected"
  | "unsupported_media_type"
  | "body_too_large"
  | "too_many_events"
  | "too_fast"
  | "collector_busy"
  | "kafka_unavailable";

/** `retryable`: the same request may be sent again, after `retryAfterSeconds`; events' ids make that harmless. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly status: number;
  readonly code: RequestErrorCode;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: RequestErrorCode, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get retryable(): boolean {
    return this.retryAfterSeconds !== undefined;
  }
}
