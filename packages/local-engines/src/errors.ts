/** Why an engine could not be started or stopped, each with the sentence that a person reads. */

export type EngineErrorCode =
  | "unsupported_platform"
  | "java_missing"
  | "java_too_old"
  | "maven_missing"
  | "maven_failed"
  | "redis_missing"
  | "port_in_use"
  | "disk_full"
  | "engine_died"
  | "engine_slow"
  | "engine_stuck"
  | "installation_unreadable"
  | "state_busy";

/** What happened and what to do next, in one sentence. Nothing here gets better by trying again at once, except a busy state folder. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: EngineErrorCode;
  readonly retryable: boolean;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.retryable = code === "state_busy";
  }
}

/** True for an ENOSPC or EDQUOT of the operating system, and for a log line that reports one. */
export function meansFullDisk(evidence: unknown): boolean {
  if (typeof evidence === "string")
    return /no space left on device|disk quota exceeded/i.test(evidence);
  const code = (evidence as NodeJS.ErrnoException | null)?.code;
  return code === "ENOSPC" || code === "EDQUOT";
}

/** The sentence for a full disk under `folder`. */
export function fullDiskError(folder: string, cause?: unknown): EngineError {
  return new EngineError(
    "disk_full",
    `There is too little space left on the disk that holds ${folder}: free some space, or put the state elsewhere with MIMAMORI_STATE=DIR, and start again.`,
    { cause },
  );
}
