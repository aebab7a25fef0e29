// Cleanups, run once, in the reverse order of their registration: what was opened last depends on what was opened before.
// One deadline over all of them: when it passes, the process ends with the name of the cleanup that hung.
import type { Log } from "./log.ts";

export type Cleanup = () => Promise<void> | void;

export interface ShutdownSequence {
  add(name: string, cleanup: Cleanup): void;
  /** Runs all cleanups; a second call waits for the first. Answers false when one of them failed. */
  run(): Promise<boolean>;
}

/** `exit` is called by the deadline only; it is process.exit. */
export function createShutdownSequence(
  log: Log,
  deadlineMs: number,
  exit: (code: number) => void,
): ShutdownSequence {
  const cleanups: { readonly name: string; readonly cleanup: Cleanup }[] = [];
  let running: Promise<boolean> | undefined;

  async function runAll(): Promise<boolean> {
    let current = "";
    const timer = setTimeout(() => {
      log.fatal({ cleanup: current, deadlineMs }, "shutdown deadline passed; a cleanup hangs");
      exit(1);
    }, deadlineMs);
    // The deadline must not be what keeps a finished process alive.
    timer.unref();
    let succeeded = true;
    for (let next = cleanups.pop(); next !== undefined; next = cleanups.pop()) {
      current = next.name;
      try {
        await next.cleanup();
        log.debug({ cleanup: current }, "cleaned up");
      } catch (error) {
        succeeded = false;
        log.error({ err: error, cleanup: current }, "a cleanup failed; going on with the rest");
      }
    }
    clearTimeout(timer);
    return succeeded;
  }

  return {
    add(name, cleanup) {
      cleanups.push({ name, cleanup });
    },
    run: () => (running ??= runAll()),
  };
}
