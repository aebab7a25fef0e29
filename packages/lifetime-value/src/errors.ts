// What can go wrong in the lifetime formulas: numbers that no account base can have.

/** A number that makes no sense where it stands. The caller computed it wrongly: repeating does not help. */
export class LifetimeInputError extends Error {
  override readonly name = "LifetimeInputError";
  readonly code = "lifetime_input_invalid";
  readonly retryable = false;
}
