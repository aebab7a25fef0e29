// In: an unknown value, as it came out of JSON.parse. Out: a validated event, or a code and one plain sentence.
// Envelope first, then the data by type: a wrong event is told where it is wrong, and no type's schema runs in vain.
import type { z } from "zod";
import { dataSchemas, isEventType, topicOf } from "./catalogue.ts";
import type { EventData, EventTopic, EventType } from "./catalogue.ts";
import type { DeadLetterCode } from "./dead-letters.ts";
import { envelope, KNOWN_ATTRIBUTES } from "./envelope.ts";
import type { Envelope, EventIdentity } from "./envelope.ts";
import { DEEPEST_NESTING, isNestedDeeperThan } from "./nesting.ts";

/** A valid event. `attributes` is the whole envelope as sent; `data` has its defaults filled in. */
export interface ValidEvent<T extends EventType = EventType> extends EventIdentity {
  readonly type: T;
  readonly topic: EventTopic;
  readonly data: EventData<T>;
  /** `time` unless the source corrected it for a wrong clock. */
  readonly occurredAtMs: number;
  readonly knownAtMs: number | undefined;
  readonly sequence: number;
  /** JSON of the extension attributes that have no column of their own; "" when there are none. */
  readonly extensions: string;
}

export type ParsedEvent =
  | { readonly ok: true; readonly event: ValidEvent }
  | { readonly ok: false; readonly code: DeadLetterCode; readonly reason: string };

/** Validates one event. Never throws. */
export function parseEvent(value: unknown): ParsedEvent {
  const parsed = envelope.safeParse(value);
  if (!parsed.success) return refuse("not_cloudevent", parsed.error, "");
  if (isNestedDeeperThan(value, DEEPEST_NESTING)) {
    const reason = `objects and arrays are nested deeper than ${DEEPEST_NESTING} levels`;
    return { ok: false, code: "not_cloudevent", reason };
  }
  const { type } = parsed.data;
  if (!isEventType(type)) {
    return { ok: false, code: "unknown_type", reason: `there is no event type "${type}"` };
  }
  const data = dataSchemas[type].safeParse(parsed.data["data"]);
  if (!data.success) return refuse("contract_violation", data.error, `${type}: data`);
  return { ok: true, event: validEvent(parsed.data, type, data.data) };
}

function validEvent(attributes: Envelope, type: EventType, data: EventData<EventType>): ValidEvent {
  const timeMs = Date.parse(attributes.time);
  return {
    subject: attributes.subject,
    timeMs,
    source: attributes.source,
    id: attributes.id,
    type,
    topic: topicOf(type),
    data,
    occurredAtMs: attributes.occurredat === undefined ? timeMs : Date.parse(attributes.occurredat),
    knownAtMs: attributes.knownat === undefined ? undefined : Date.parse(attributes.knownat),
    sequence: attributes.sequence ?? 0,
    extensions: extensionsOf(attributes),
  };
}

function extensionsOf(attributes: Envelope): string {
  let extensions: Record<string, unknown> | undefined;
  for (const key in attributes) {
    if (!KNOWN_ATTRIBUTES.has(key)) (extensions ??= {})[key] = attributes[key];
  }
  return extensions === undefined ? "" : JSON.stringify(extensions);
}

function refuse(code: DeadLetterCode, error: z.ZodError, prefix: string): ParsedEvent {
  const reasons = error.issues.slice(0, 3).map((issue) => {
    const place = [prefix, issue.path.join(".")].filter(Boolean).join(".");
    return place === "" ? issue.message : `${place}: ${issue.message}`;
  });
  const more = error.issues.length > 3 ? ` (and ${error.issues.length - 3} more)` : "";
  return { ok: false, code, reason: reasons.join("; ") + more };
}
