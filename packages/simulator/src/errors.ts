// What can keep the simulator from its work.

export type SimulatorErrorCode = "usage" | "collector_refused" | "collector_unreachable";

export class SimulatorError extends Error {
  override readonly name = "SimulatorError";
  readonly code: SimulatorErrorCode;
  readonly retryable: boolean;

  constructor(
    code: SimulatorErrorCode,
    retryable: boolean,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.retryable = retryable;
  }
}
