// How the truth becomes events. In: an account, a type, a time, the data. Out: a validly shaped event on its way to delivery.
// The shape is checked by the compiler here and by zod in the tests; sending does not pay for it again.
import { EVENT_TYPES, topicOf } from "@mimamori/event-contracts";
import type { EventDataInput, EventTopic, EventType } from "@mimamori/event-contracts";
import type { Account } from "./account.ts";
import { DAY_MS, HOUR_MS, isoTime } from "./days.ts";
import type { Random } from "./random.ts";

/** One event, ready to be sent: `value` is the CloudEvent as JSON. */
export interface SimulatedEvent {
  readonly topic: EventTopic;
  readonly subject: string;
  readonly timeMs: number;
  readonly source: string;
  readonly id: string;
  readonly type: EventType;
  readonly knownAtMs: number;
  readonly value: string;
}

export interface Draft<T extends EventType> {
  readonly type: T;
  readonly timeMs: number;
  readonly data: EventDataInput<T>;
  /** Given where the event is not about the account itself. */
  readonly subject?: string;
  /** Time from happening to being known; else what is usual for the source. */
  readonly delayMs?: number;
}

/** Takes what happens; the day loop delivers it when it becomes known. */
export type Emit = <T extends EventType>(account: Account, draft: Draft<T>) => SimulatedEvent;

const SOURCES: Readonly<Record<EventTopic, string>> = {
  "usage.events": "product",
  "billing.events": "billing",
  "engagement.events": "helpdesk",
  "account.events": "crm",
};

interface Origin {
  readonly topic: EventTopic;
  /** Who sends the type: a product, a billing system, a help desk, a survey tool, a CRM. */
  readonly source: string;
  /** People write down what they did some hours later; machines tell at once. */
  readonly byHand: boolean;
}

const WRITTEN_BY_HAND: ReadonlySet<EventType> = new Set<EventType>([
  "engagement.interaction_held.v1",
  "engagement.pulse_recorded.v1",
  "engagement.goal_changed.v1",
]);

function originOf(type: EventType): Origin {
  const topic = topicOf(type);
  const byHand = WRITTEN_BY_HAND.has(type);
  const tool = type === "engagement.survey_answered.v1" ? "surveys" : SOURCES[topic];
  const source = type.startsWith("engagement.message_") ? "campaigns" : tool;
  return { topic, source: byHand ? "crm" : source, byHand };
}

const ORIGINS = Object.fromEntries(EVENT_TYPES.map((type) => [type, originOf(type)])) as Readonly<
  Record<EventType, Origin>
>;

/** The event of a draft. It takes the account's next number and draws from its stream of delivery. */
export function eventOf<T extends EventType>(account: Account, draft: Draft<T>): SimulatedEvent {
  account.events += 1;
  return buildEvent(draft, {
    subject: draft.subject ?? account.id,
    id: `${account.index.toString(36)}-${account.events.toString(36)}`,
    delayMs: draft.delayMs ?? delayMs(draft.type, account.random.delivery),
  });
}

export function buildEvent<T extends EventType>(
  draft: Draft<T>,
  given: { readonly subject: string; readonly id: string; readonly delayMs: number },
): SimulatedEvent {
  const timeMs = Math.floor(draft.timeMs);
  const knownAtMs = Math.floor(timeMs + given.delayMs);
  const { topic, source } = ORIGINS[draft.type];
  const { subject, id } = given;
  const { type, data } = draft;
  const value = JSON.stringify({
    specversion: "1.0",
    id,
    source,
    type,
    subject,
    time: isoTime(timeMs),
    knownat: isoTime(knownAtMs),
    data,
  });
  return { topic, subject, timeMs, source, id, type, knownAtMs, value };
}

/** The share of events that come late: a phone without a network, a connector that was down. */
const SHARE_LATE = 0.02;
const MAX_LATE_MS = 6 * DAY_MS;

/** From happening to being known. */
function delayMs(type: EventType, random: Random): number {
  const late = random.chance(SHARE_LATE) ? HOUR_MS + MAX_LATE_MS * random.unit() ** 2 : 0;
  return (
    late +
    (ORIGINS[type].byHand ? random.exponential(6 * HOUR_MS) : 200 + random.exponential(4_000))
  );
}
