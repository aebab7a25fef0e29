/** What a person did wrong on the command line, or what keeps a command from its work: one sentence, and the exit code. */

export type CommandErrorCode = "usage" | "not_running" | "no_installation" | "failed";

/** Ends a command. `usage` exits with 2, everything else with 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: CommandErrorCode;
  readonly retryable = false;

  constructor(code: CommandErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get exitCode(): number {
    return this.code === "usage" ? 2 : 1;
  }
}

/**
 * The sentence for any error: ours (they carry a code and say what to do next) as they are, all others marked as unexpected,
 * with the stack when MIMAMORI_DEBUG is set.
 */
export function sentenceFor(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return `unexpected: ${String(error)}`;
  if (debug) return error.stack ?? error.message;
  const code = (error as { code?: unknown }).code;
  // Node's own errors carry codes too (ENOENT, ERR_...), but no next step.
  const ours = typeof code === "string" && "retryable" in error;
  return ours
    ? error.message
    : `unexpected: ${error.message} (run again with MIMAMORI_DEBUG=1 to see where it came from)`;
}
