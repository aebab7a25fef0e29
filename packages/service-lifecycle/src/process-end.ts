// How a service's process ends: by a signal (0), by a failure of its own (1), or at once after an error that nothing caught.
// Everything but the last goes through the ordered shutdown.
import type { Log } from "./log.ts";
import { createShutdownSequence } from "./shutdown.ts";
import type { Cleanup } from "./shutdown.ts";

export interface ProcessEnd {
  /** Aborted when the shutdown begins. */
  readonly stopping: AbortSignal;
  readonly onShutdown: (name: string, cleanup: Cleanup) => void;
  /** Logs the failure, shuts down in order and exits with 1. */
  readonly fail: (message: string, error: unknown) => void;
}

/** Takes over the process's signals and last-resort errors; once per process. */
export function takeOverProcessEnd(log: Log, deadlineMs: number): ProcessEnd {
  const shutdown = createShutdownSequence(log, deadlineMs, exitNow);
  const stopping = new AbortController();
  let exitCode = 0;

  async function stop(code: number): Promise<void> {
    exitCode = Math.max(exitCode, code);
    if (!stopping.signal.aborted) stopping.abort();
    const clean = await shutdown.run();
    exitNow(clean ? exitCode : 1);
  }

  function stopOnSignal(signal: NodeJS.Signals): void {
    // Ctrl-C reaches a process several times (terminal, package manager): the first one counts.
    if (stopping.signal.aborted) return;
    log.info({ signal }, "stopping");
    void stop(0);
  }

  // After an error that nothing caught, nothing about the process is known: no cleanup, a restart.
  function exitOnBug(error: unknown): void {
    log.fatal({ err: error }, "an error that nothing caught; exiting");
    exitNow(1);
  }

  process.on("SIGTERM", stopOnSignal);
  process.on("SIGINT", stopOnSignal);
  process.on("uncaughtException", exitOnBug);
  process.on("unhandledRejection", exitOnBug);

  return {
    stopping: stopping.signal,
    onShutdown: (name, cleanup) => {
      shutdown.add(name, cleanup);
    },
    fail: (message, error) => {
      log.fatal({ err: error }, message);
      void stop(1);
    },
  };
}

function exitNow(code: number): void {
  process.exit(code);
}
