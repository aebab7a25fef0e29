// Topic dead-letters: what could not be taken, with its original bytes, its place, a code and a plain reason.
import { z } from "zod";
import { instant, name } from "./fields.ts";

export const DEAD_LETTER_CODES = [
  "not_json",
  "not_cloudevent",
  "unknown_type",
  "wrong_topic",
  "contract_violation",
  "oversize",
  "time_before_history",
  "time_in_future",
  "known_at_in_future",
  "knownat_not_allowed",
  "family_not_allowed",
  "too_late",
  "refused_by_store",
] as const;
export type DeadLetterCode = (typeof DEAD_LETTER_CODES)[number];

/** The header of a record that is a dead letter's, sent again: what is refused once more is the same letter, not another. */
export const REPLAYED_LETTER_HEADER = "mimamori-replayed-letter";

/** What each code means, and what mends it: sentences for whoever looks after the installation. */
export const DEAD_LETTER_HELP: Readonly<
  Record<DeadLetterCode, { readonly meaning: string; readonly mend: string }>
> = {
  not_json: {
    meaning: "The bytes are no JSON in UTF-8.",
    mend: "Correct the sender, and send what was meant as a new event; a replay cannot help.",
  },
  not_cloudevent: {
    meaning: "It is JSON, but no CloudEvent 1.0: an attribute is missing or of a wrong form.",
    mend: "Correct the sender, and send what was meant as a new event; a replay cannot help.",
  },
  unknown_type: {
    meaning: "No event type has this name.",
    mend: "Correct the sender, or replay after an upgrade that knows the type.",
  },
  wrong_topic: {
    meaning: "The event was sent straight to a topic of another family.",
    mend: "Correct the producer; a replay puts the event into its own topic.",
  },
  contract_violation: {
    meaning: "The event's data, or a tool's message, is not what its contract says.",
    mend: "Correct the sender or config/event-mapping.yaml; replay after a corrected mapping or an upgrade.",
  },
  oversize: {
    meaning: "It is larger than what is taken.",
    mend: "Make the sender send less in one event; a replay cannot help.",
  },
  time_before_history: {
    meaning: "It happened before historyStartsOn in config/company.yaml.",
    mend: "Correct the sender's clock; where the history really is older, move historyStartsOn, restart the workers, and replay.",
  },
  time_in_future: {
    meaning: "It says that it happened more than a day after it became known.",
    mend: "Correct the sender's clock; a replay is taken once that time is less than a day away.",
  },
  known_at_in_future: {
    meaning: "It says that it became known after it had arrived.",
    mend: "Correct the importer; a replay is taken once that time is over.",
  },
  knownat_not_allowed: {
    meaning: "It says when it became known, and its write key may not.",
    mend: "Leave knownat out; or make a key for its source with `keys create --may-set-knownat`, and replay.",
  },
  family_not_allowed: {
    meaning: "Its write key may not send this family of events.",
    mend: "Make a key for its source with the family (`keys create --families`), and replay.",
  },
  too_late: {
    meaning:
      "It belongs to a month whose raw events have expired; the facts of that month are frozen.",
    mend: "Nothing takes it any more; what it says stays here.",
  },
  refused_by_store: {
    meaning: "It keeps to its contract, and ClickHouse refused the row all the same.",
    mend: "Report it: what the contract takes the store must take. Replay after an upgrade.",
  },
};

export const deadLetter = z.object({
  /** Same refusal, same id, however often it is delivered: `topic/partition/offset`, or the collector's request and index. */
  id: name,
  code: z.enum(DEAD_LETTER_CODES),
  reason: z.string(),
  refused_by: z.enum(["http-to-kafka", "kafka-to-clickhouse"]),
  refused_at: instant,
  topic: z.string(),
  partition: z.int(),
  /** Decimal: Kafka's offsets are 64 bits wide. */
  offset: z.string(),
  key: z.string(),
  /** The write key's source name, where it came over HTTP. */
  sender: z.string(),
  /** The wire format that it came in over HTTP: cloudevents, segment, posthog or a webhook's name; empty from a topic. */
  format: z.string().default(""),
  original_base64: z.string(),
});

export type DeadLetter = z.infer<typeof deadLetter>;
