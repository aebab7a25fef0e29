/** Why a score run could not be done; each message says what happened and what to do next. */

export type ScoringErrorCode =
  | "not_settled"
  | "before_history"
  | "superseded"
  | "no_contracts"
  | "measure_sql";

export class ScoringError extends Error {
  override readonly name = "ScoringError";
  readonly code: ScoringErrorCode;
  readonly retryable = false;

  constructor(code: ScoringErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
