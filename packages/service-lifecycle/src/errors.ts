// The errors of this package.

export type LifecycleErrorCode =
  /** The environment does not fit the schema; `problems` has one line per variable. */
  | "bad_configuration"
  /** The health endpoints could not listen. */
  | "health_port_taken";

export class LifecycleError extends Error {
  override readonly name = "LifecycleError";
  readonly code: LifecycleErrorCode;
  /** Nothing here gets better by trying again: somebody has to change something. */
  readonly retryable = false;
  readonly problems: readonly string[];

  constructor(
    code: LifecycleErrorCode,
    message: string,
    problems: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.problems = problems;
  }
}
