// Events as broken senders make them: each is wrong in exactly one way, so that exactly one dead-letter code fits.
// In: a good event, which stays good, and randomness. Out: the bad record. A bad event is never sent twice.
import { EVENT_TOPICS } from "@mimamori/event-contracts";
import type { DeadLetterCode } from "@mimamori/event-contracts";
import { isoTime } from "./days.ts";
import type { SimulatedEvent } from "./emission.ts";
import type { Random } from "./random.ts";

/** The codes that a sender to the topics can bring about by itself, with what is usual in real life more often. */
export const BAD_CODES = [
  { code: "not_json", share: 0.15 },
  { code: "not_cloudevent", share: 0.15 },
  { code: "unknown_type", share: 0.15 },
  { code: "wrong_topic", share: 0.1 },
  { code: "contract_violation", share: 0.3 },
  { code: "time_before_history", share: 0.05 },
  { code: "time_in_future", share: 0.05 },
  { code: "known_at_in_future", share: 0.05 },
] as const satisfies readonly { code: DeadLetterCode; share: number }[];

export type BadCode = (typeof BAD_CODES)[number]["code"];

/** Far enough from any clock that the tests or the demo run by, and still storable. */
const PAST = "1975-04-01T00:00:00.000Z";
const FUTURE_MS = Date.UTC(2190, 0, 1);

export interface BadEvent {
  readonly code: BadCode;
  readonly topic: string;
  readonly key: string;
  readonly value: string;
}

type Attributes = Record<string, unknown>;

/** A bad copy of a good event, under an id of its own. */
export function spoil(event: SimulatedEvent, random: Random): BadEvent {
  const { code } = random.pickByShare(BAD_CODES);
  const good = JSON.parse(event.value) as Attributes;
  const attributes: Attributes = { ...good, id: `bad-${event.id}` };
  return {
    code,
    topic: topicFor(code, event),
    key: event.subject,
    value: spoiled(code, attributes, random),
  };
}

function topicFor(code: BadCode, event: SimulatedEvent): string {
  if (code !== "wrong_topic") return event.topic;
  const next = (EVENT_TOPICS.indexOf(event.topic) + 1) % EVENT_TOPICS.length;
  return EVENT_TOPICS[next] ?? event.topic;
}

function spoiled(code: BadCode, attributes: Attributes, random: Random): string {
  switch (code) {
    case "not_json":
      return JSON.stringify(attributes).slice(0, -random.whole(2, 40));
    case "not_cloudevent":
      return JSON.stringify(notCloudEvent(attributes, random));
    case "unknown_type":
      return JSON.stringify({ ...attributes, type: `${String(attributes["type"]).slice(0, -1)}9` });
    case "wrong_topic":
      return JSON.stringify(attributes);
    case "contract_violation":
      return JSON.stringify({ ...attributes, data: wrongData(attributes, random) });
    case "time_before_history":
      return JSON.stringify({ ...attributes, time: PAST });
    case "time_in_future":
      return JSON.stringify({ ...attributes, time: isoTime(FUTURE_MS + random.whole(0, 1e9)) });
    case "known_at_in_future":
      return JSON.stringify({ ...attributes, knownat: isoTime(FUTURE_MS + random.whole(0, 1e9)) });
  }
}

function notCloudEvent(attributes: Attributes, random: Random): unknown {
  return random.pick([
    [attributes],
    { ...attributes, time: "yesterday" },
    { ...attributes, specversion: "0.3" },
    { ...attributes, subject: "" },
  ]);
}

/** No type takes a text or nothing at all for its data; the ones that are most sent have mistakes of their own. */
function wrongData(attributes: Attributes, random: Random): unknown {
  const data = attributes["data"] as Attributes;
  const everyType: [unknown, ...unknown[]] = ["", null, 42];
  switch (attributes["type"]) {
    case "usage.feature_used.v1":
      return random.pick([{ ...data, quantity: -1 }, { ...data, feature: "" }, ...everyType]);
    case "usage.session_started.v1":
      return random.pick([
        { ...data, user: 17 },
        { ...data, duration_seconds: "long" },
        ...everyType,
      ]);
    case "engagement.survey_answered.v1":
      return random.pick([{ ...data, score: 11 }, ...everyType]);
    default:
      return random.pick(everyType);
  }
}
