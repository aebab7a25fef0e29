// In: one event and who sent it. Out: where it goes, or the code and the sentence of its refusal.
// Only what the event itself says is judged here. What depends on when the broker appended it (a time in the future or before
// the history that is kept) is judged by kafka-to-clickhouse, for all ways into the topics alike.
import { parseEvent, PlainEvent } from "@mimamori/event-contracts";
import type { DeadLetterCode, EventTopic, ValidEvent } from "@mimamori/event-contracts";
import type { IncomingEvent } from "./read-body.ts";
import type { Sender } from "./sender.ts";

export const LARGEST_EVENT_BYTES = 64 * 1024;

interface Refused {
  readonly ok: false;
  readonly code: DeadLetterCode;
  readonly reason: string;
}

export type Verdict =
  | { readonly ok: true; readonly topic: EventTopic; readonly subject: string }
  | Refused;

export function judgeEvent(event: IncomingEvent, sender: Sender): Verdict {
  const bytes = event.original.length;
  if (bytes > LARGEST_EVENT_BYTES) {
    const reason = `the event has ${bytes} bytes; at most ${LARGEST_EVENT_BYTES} are taken`;
    return { ok: false, code: "oversize", reason };
  }
  if (event instanceof PlainEvent) return judgeRights(event, sender);
  const parsed = parseEvent(event.value);
  return parsed.ok ? judgeRights(parsed.event, sender) : parsed;
}

/** Whether the sender may send this. */
function judgeRights({ topic, subject, knownAtMs }: ValidEvent, sender: Sender): Verdict {
  const denied = denyFamily(topic, sender);
  if (denied !== undefined) return denied;
  if (knownAtMs !== undefined && !sender.mayStateKnownAt) {
    const reason = `the key of "${sender.source}" may not set knownat; leave it out`;
    return { ok: false, code: "knownat_not_allowed", reason };
  }
  return { ok: true, topic, subject };
}

/** Why the events of a topic are not taken from a sender; undefined when they are. */
export function denyFamily(topic: EventTopic, sender: Sender): Refused | undefined {
  if (sender.topics.has(topic)) return undefined;
  const reason = `the key of "${sender.source}" may not send ${topic}; make one that may (\`mimamori keys create\`)`;
  return { ok: false, code: "family_not_allowed", reason };
}
