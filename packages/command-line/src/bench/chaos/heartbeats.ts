/**
 * Whether events get through, and how long they did not: events of our own, sent all the time and looked for in the raw rows.
 *
 * In: a way to send, and a way to look. Out: the longest time in which one of the partitions stood still, and how long each fault was
 * felt: until everything sent after its end had become a row.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { StreamProducer } from "@mimamori/kafka-stream";
import type { ChaosLedger } from "./ledger.ts";
import { sendUntilAcknowledged } from "./senders.ts";

/** So many keys lie in every one of four partitions. */
const SUBJECTS = Array.from({ length: 24 }, (_, index) => `heartbeat-${index}`);
const BEAT_MS = 500;
const LOOK_MS = 250;
const LOOK_SQL = `
  SELECT subject, max(toUInt32(id)) AS beat FROM mimamori.raw_usage_events
  WHERE source = 'heartbeat' AND toDate(time) >= today() - 1 GROUP BY subject`;

export interface Heartbeats {
  /** To be called when a fault is over: resolves when everything sent from now on gets through, in all partitions. */
  throughAgain(): Promise<void>;
  /** The longest time in which nothing new of one of the subjects became a row. */
  longestStandstillMs(): number;
  readonly done: Promise<void>;
}

interface Waiting {
  readonly beat: number;
  readonly resolve: () => void;
}

/** Runs until `stopping` aborts. `tables` must be a connection that no fault is about. */
export function startHeartbeats(
  producer: StreamProducer,
  tables: ClickhouseTables,
  ledger: ChaosLedger,
  stopping: AbortSignal,
): Heartbeats {
  const seen = new Map(SUBJECTS.map((subject) => [subject, { beat: 0, atMs: Date.now() }]));
  let waiting: Waiting[] = [];
  let nextBeat = 1;
  let longestMs = 0;

  async function beat(): Promise<void> {
    while (!stopping.aborted) {
      const events = SUBJECTS.map((subject) => heartbeat(subject, nextBeat));
      nextBeat += 1;
      const records = events.map(({ subject, value }) => ({ key: subject, value }));
      await sendUntilAcknowledged(() => producer.send("usage.events", records));
      ledger.noteEvents(events);
      await sleep(BEAT_MS);
    }
  }

  async function look(): Promise<void> {
    while (!stopping.aborted) {
      const rows = await tables.query<{ subject: string; beat: number }>(LOOK_SQL).catch(() => []);
      for (const row of rows) note(row);
      for (const [, { atMs }] of seen) longestMs = Math.max(longestMs, Date.now() - atMs);
      const least = Math.min(...[...seen.values()].map(({ beat: newest }) => newest));
      for (const each of waiting) if (each.beat <= least) each.resolve();
      waiting = waiting.filter((each) => each.beat > least);
      await sleep(LOOK_MS);
    }
    for (const { resolve } of waiting) resolve();
  }

  function note({ subject, beat: newest }: { subject: string; beat: number }): void {
    if (newest > (seen.get(subject)?.beat ?? 0))
      seen.set(subject, { beat: newest, atMs: Date.now() });
  }

  return {
    throughAgain: () =>
      new Promise((resolve) => {
        waiting.push({ beat: nextBeat, resolve });
      }),
    longestStandstillMs: () => longestMs,
    done: Promise.all([beat(), look()]).then(() => undefined),
  };
}

function heartbeat(subject: string, beat: number) {
  const timeMs = Date.now();
  const [id, source] = [String(beat), "heartbeat"];
  const event = { specversion: "1.0", id, source, type: "usage.session_started.v1", subject };
  const value = JSON.stringify({
    ...event,
    time: new Date(timeMs).toISOString(),
    data: { user: "probe" },
  });
  return { topic: "usage.events", subject, timeMs, source, id, value } as const;
}
