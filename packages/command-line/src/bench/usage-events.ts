/**
 * Events for benches of the way in: feature_used of some 290 bytes as an app would send them, in the order of their time. The same
 * events for ever: everything follows from the number of the event.
 */
import type { OutgoingRecord } from "@mimamori/kafka-stream";

export interface EventStream {
  /** How many events. */
  readonly events: number;
  /** Over so many accounts, eight users each. */
  readonly accounts: number;
  /** Unix ms: the events lie evenly between the two. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Tells the events of one stream from those of another. */
  readonly source: string;
}

const FEATURES = [
  "report.created",
  "dashboard.viewed",
  "api.called",
  "export.done",
  "user.invited",
  "login",
] as const;

/** mulberry32: a few instructions per number, good enough to spread accounts. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** The records of the topic usage.events, in chunks of at most `perChunk`. */
export function* usageEvents(stream: EventStream, perChunk: number): Generator<OutgoingRecord[]> {
  const random = createRandom(1);
  for (let from = 0; from < stream.events; from += perChunk) {
    const count = Math.min(perChunk, stream.events - from);
    yield Array.from({ length: count }, (_, index) => usageEvent(stream, from + index, random));
  }
}

function usageEvent(
  { events, accounts, fromMs, toMs, source }: EventStream,
  number: number,
  random: (below: number) => number,
): OutgoingRecord {
  const account = random(accounts);
  const subject = `acct_${account}`;
  const value = JSON.stringify({
    specversion: "1.0",
    id: `01K${number.toString(36).padStart(13, "0")}${random(1e9).toString(36)}`,
    source,
    type: "usage.feature_used.v1",
    subject,
    time: new Date(fromMs + Math.floor((number / events) * (toMs - fromMs))).toISOString(),
    data: {
      feature: FEATURES[random(FEATURES.length)],
      user: `u_${account}_${random(8)}`,
      quantity: 1 + random(3),
      properties: { plan: "pro", browser: "chrome", duration_ms: random(5_000) },
    },
  });
  return { key: subject, value };
}
