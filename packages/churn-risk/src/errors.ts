// What can go wrong in the statistics of churn: data that they have no answer for.

/**
 * `input_invalid`: a number, a length or a label that makes no sense where it stands.
 * `one_outcome`: all outcomes are the same, so that there is nothing to tell apart.
 */
export type ChurnRiskErrorCode = "input_invalid" | "one_outcome";

/** The caller's data cannot be worked with as they are: repeating does not help. */
export class ChurnRiskError extends Error {
  override readonly name = "ChurnRiskError";
  readonly code: ChurnRiskErrorCode;
  readonly retryable = false;

  constructor(code: ChurnRiskErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
