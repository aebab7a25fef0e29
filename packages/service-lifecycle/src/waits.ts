// What a service waits out: an engine that is away or refuses, from the first failure until it has passed.
// In: failures and successes of named work. Out: a line in the log at each end and every few minutes in between, metrics for alerts,
// and GET /waits for `./mimamori status`. After a crash: nothing; whatever still fails begins to wait anew.
import { Counter, Gauge } from "prom-client";
import type { Registry } from "prom-client";
import type { Log } from "./log.ts";

/** One line of the log per so much waiting, however often it is tried. */
const REMINDER_MS = 300_000;

export interface Wait {
  /** What does not go on, such as a topic, a loop or a job. */
  readonly what: string;
  /** The failure's code. */
  readonly code: string;
  /** The failure in a sentence. */
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly failures: number;
}

export interface Waits {
  /** Says that `what` has failed for a passing reason and will be tried again. */
  readonly begin: (what: string, error: unknown) => void;
  /** Counts a failure that is tried again at once: no wait yet. */
  readonly count: (what: string, error: unknown) => void;
  /** Says that `what` goes on. Nothing happens when it did not wait. */
  readonly end: (what: string) => void;
  /** What waits now, the longest wait first. */
  readonly list: () => Wait[];
}

interface Waiting {
  code: string;
  reason: string;
  failures: number;
  readonly sinceMs: number;
  saidAtMs: number;
}

/** @param now Unix ms */
export function createWaits(log: Log, registry: Registry, now: () => number): Waits {
  const waiting = new Map<string, Waiting>();
  const { current, retries } = createMetrics(registry);

  function begin(what: string, error: unknown): void {
    const code = codeOf(error);
    const known = waiting.get(what);
    const nowMs = now();
    const entry = known ?? { code, reason: "", failures: 0, sinceMs: nowMs, saidAtMs: -Infinity };
    waiting.set(what, entry);
    if (entry.code !== code) current.remove({ what, code: entry.code });
    const isNews = entry.code !== code || nowMs - entry.saidAtMs >= REMINDER_MS;
    entry.code = code;
    entry.reason = error instanceof Error ? error.message : String(error);
    entry.failures += 1;
    current.set({ what, code }, 1);
    retries.inc({ what, code });
    if (!isNews) return;
    entry.saidAtMs = nowMs;
    const fields = { what, code, failures: entry.failures, waitedMs: nowMs - entry.sinceMs };
    log.warn({ ...fields, err: error }, `waiting to go on with ${what}`);
  }

  function end(what: string): void {
    const entry = waiting.get(what);
    if (entry === undefined) return;
    waiting.delete(what);
    current.remove({ what, code: entry.code });
    const { code, failures, sinceMs } = entry;
    log.info({ what, code, failures, waitedMs: now() - sinceMs }, `going on with ${what}`);
  }

  return {
    begin,
    count: (what, error) => {
      retries.inc({ what, code: codeOf(error) });
    },
    end,
    list: () =>
      [...waiting]
        .toSorted(([, a], [, b]) => a.sinceMs - b.sinceMs)
        .map(([what, { code, reason, failures, sinceMs }]) => {
          return { what, code, reason, failures, since: new Date(sinceMs).toISOString() };
        }),
  };
}

function createMetrics(registry: Registry) {
  return {
    current: new Gauge({
      name: "mimamori_waiting",
      help: "1 while something waits, by what it is and the failure's code; absent when it does not",
      labelNames: ["what", "code"],
      registers: [registry],
    }),
    retries: new Counter({
      name: "mimamori_retries_total",
      help: "Failures that were, or will be, tried again, by what failed and the failure's code",
      labelNames: ["what", "code"],
      registers: [registry],
    }),
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
