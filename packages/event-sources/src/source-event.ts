// What every source's mapping answers with: our events, or why there are none. Pure shapes and their builders.
import { EARLIEST_TIME_MS, LATEST_TIME_MS, parseEvent } from "@mimamori/event-contracts";
import type { DeadLetterCode, EventDataInput, EventType } from "@mimamori/event-contracts";

/** One of our events as it goes into its topic: a CloudEvent (packages/event-contracts, envelope.ts). */
export interface SourceEvent<T extends EventType = EventType> {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: T;
  readonly subject: string;
  readonly time: string;
  readonly occurredat?: string;
  readonly sequence?: number;
  readonly data: EventDataInput<T>;
}

/** What became of one message of a source. */
export type Mapped =
  | { readonly outcome: "events"; readonly events: readonly SourceEvent[] }
  /** Understood, and of no interest: the sender did nothing wrong. */
  | { readonly outcome: "ignored"; readonly reason: string }
  | { readonly outcome: "refused"; readonly code: DeadLetterCode; readonly reason: string };

/** One message of a source with what became of it. */
export interface MappedMessage {
  /** What the sender wrote, for a dead letter: the same message again is the same text. */
  readonly original: string;
  readonly mapped: Mapped;
}

/** What identifies an event, and its order. Nothing in it may differ when the sender tries again. */
export interface EventHead {
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly timeMs: number;
  /** `timeMs` corrected for the sender's clock; only where it differs. */
  readonly occurredAtMs?: number | undefined;
  readonly sequence?: number | undefined;
}

export function sourceEvent<T extends EventType>(
  type: T,
  head: EventHead,
  data: EventDataInput<T>,
): SourceEvent<T> {
  const { id, source, subject, timeMs, occurredAtMs, sequence } = head;
  return {
    specversion: "1.0",
    id,
    source,
    type,
    subject,
    time: isoTime(timeMs),
    ...(occurredAtMs === undefined || occurredAtMs === timeMs
      ? {}
      : { occurredat: isoTime(occurredAtMs) }),
    ...(sequence === undefined ? {} : { sequence }),
    data,
  };
}

export function mapped(...events: readonly SourceEvent[]): Mapped {
  return { outcome: "events", events };
}

export function ignored(reason: string): Mapped {
  return { outcome: "ignored", reason };
}

export function refused(reason: string, code: DeadLetterCode = "contract_violation"): Mapped {
  return { outcome: "refused", code, reason };
}

/** A message with its outcome, every event of it held to its contract: with one that breaks it the message is refused. */
export function checkedMessage(original: string, outcome: Mapped): MappedMessage {
  for (const event of outcome.outcome === "events" ? outcome.events : []) {
    const parsed = parseEvent(event);
    if (!parsed.ok) return { original, mapped: refused(parsed.reason, parsed.code) };
  }
  return { original, mapped: outcome };
}

/** RFC 3339 in UTC; times that no event can have are moved to the nearest that parseEvent refuses or takes by name. */
export function isoTime(ms: number): string {
  return new Date(Math.min(Math.max(ms, EARLIEST_TIME_MS - 1), LATEST_TIME_MS)).toISOString();
}
