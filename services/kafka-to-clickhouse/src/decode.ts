// In: one record of an event topic. Out: a valid event with the time when it became known, or why it cannot be taken.
// Pure: the same record gives the same answer whenever it is read again.
import { isUtf8 } from "node:buffer";
import type { KnownEvent } from "@mimamori/clickhouse-tables";
import { parseEvent, readPlainEvent } from "@mimamori/event-contracts";
import type { DeadLetterCode, EventTopic, ValidEvent } from "@mimamori/event-contracts";
import type { IncomingRecord } from "@mimamori/kafka-stream";

export interface Refusal {
  readonly code: DeadLetterCode;
  /** One plain sentence for whoever sent it. */
  readonly reason: string;
}

export type Decoded = KnownEvent | Refusal;

export const MOST_RECORD_BYTES = 1024 * 1024;

/** Clocks differ, and "today" reaches into tomorrow; what lies further ahead of its being known is a mistake. */
const MOST_AHEAD_MS = 24 * 3_600_000;

export function isRefusal(decoded: Decoded | ValidEvent): decoded is Refusal {
  return "code" in decoded;
}

/** Decodes a record of `topic`. `historyStartsAtMs` (Unix ms) is when the company's history begins. Never throws. */
export function decodeRecord(
  record: IncomingRecord,
  topic: EventTopic,
  historyStartsAtMs: number,
): Decoded {
  const { value, appendedAtMs } = record;
  if (value === null) return refuse("not_json", "the record has no value");
  if (value.length > MOST_RECORD_BYTES) {
    return refuse("oversize", `${value.length} bytes are more than ${MOST_RECORD_BYTES}`);
  }
  const event = readPlainEvent(value) ?? readEvent(value);
  if (isRefusal(event)) return event;
  if (event.topic !== topic) {
    return refuse("wrong_topic", `${event.type} belongs to the topic ${event.topic}`);
  }
  const knownAtMs = event.knownAtMs ?? appendedAtMs;
  return findWrongTime(event, knownAtMs, appendedAtMs, historyStartsAtMs) ?? { event, knownAtMs };
}

function readEvent(value: Buffer): ValidEvent | Refusal {
  // Decoding would put U+FFFD in the place of broken bytes, and the event would say what nobody sent.
  if (!isUtf8(value)) return refuse("not_json", "the record is not UTF-8");
  let json: unknown;
  try {
    json = JSON.parse(value.toString("utf8"));
  } catch (error) {
    return refuse("not_json", error instanceof Error ? error.message : String(error));
  }
  const parsed = parseEvent(json);
  return parsed.ok ? parsed.event : parsed;
}

function findWrongTime(
  event: ValidEvent,
  knownAtMs: number,
  appendedAtMs: number,
  historyStartsAtMs: number,
): Refusal | undefined {
  if (knownAtMs > appendedAtMs) {
    const reason = `knownat ${iso(knownAtMs)} is after its arrival at ${iso(appendedAtMs)}`;
    return refuse("known_at_in_future", reason);
  }
  const earliestMs = Math.min(event.timeMs, event.occurredAtMs);
  if (earliestMs < historyStartsAtMs) {
    const reason = `${iso(earliestMs)} is before the company's history (historyStartsOn in company.yaml)`;
    return refuse("time_before_history", reason);
  }
  const latestMs = Math.max(event.timeMs, event.occurredAtMs);
  if (latestMs > knownAtMs + MOST_AHEAD_MS) {
    const reason = `${iso(latestMs)} is more than a day after it became known, at ${iso(knownAtMs)}`;
    return refuse("time_in_future", reason);
  }
  return undefined;
}

function refuse(code: DeadLetterCode, reason: string): Refusal {
  return { code, reason };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
