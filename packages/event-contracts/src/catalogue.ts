// Every event type in one place: its topic and the schema of its data.
import type { z } from "zod";
import { accountEvents } from "./account-events.ts";
import { billingEvents } from "./billing-events.ts";
import { engagementEvents } from "./engagement-events.ts";
import { usageEvents } from "./usage-events.ts";

export const EVENT_TOPICS = [
  "usage.events",
  "billing.events",
  "engagement.events",
  "account.events",
] as const;
export type EventTopic = (typeof EVENT_TOPICS)[number];

export const DEAD_LETTERS_TOPIC = "dead-letters";
export const SCORE_CHANGES_TOPIC = "score.changes";

/** Schema of `data` by event type. */
export const dataSchemas = {
  ...usageEvents,
  ...billingEvents,
  ...engagementEvents,
  ...accountEvents,
} as const;

export type EventType = keyof typeof dataSchemas;

/** The validated `data` of an event of type T. */
export type EventData<T extends EventType> = z.output<(typeof dataSchemas)[T]>;

/** The `data` of an event of type T as a sender writes it: fields with a default may be left out. */
export type EventDataInput<T extends EventType> = z.input<(typeof dataSchemas)[T]>;

export const EVENT_TYPES = Object.keys(dataSchemas) as readonly EventType[];

/** The topic that carries each type: the type's first word names its family. */
const topics: ReadonlyMap<string, EventTopic> = new Map(
  EVENT_TYPES.map((type) => [type, `${type.slice(0, type.indexOf("."))}.events` as EventTopic]),
);

export function isEventType(type: string): type is EventType {
  return topics.has(type);
}

/** The topic that carries a type. */
export function topicOf(type: EventType): EventTopic {
  return topics.get(type) as EventTopic;
}
