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
