// One JSON line per event on stdout: whoever runs the service collects and keeps it.
import { pino } from "pino";
import type { Logger } from "pino";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** The logger that services hand on. Fields first, then the sentence: log.info({ topic }, "…"). */
export type Log = Logger;

/** Lines carry the service's name, an ISO time and the level in words; errors under `err` are written with their stack. */
export function createLog(name: string, level: LogLevel): Log {
  return pino({
    name,
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
