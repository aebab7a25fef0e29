// Topic write-keys: who may send to the collector. Compacted: the last record of a key id is what holds. It carries a digest,
// never the key itself.
import { z } from "zod";
import type { EventTopic } from "./catalogue.ts";
import { instant } from "./fields.ts";

export const WRITE_KEYS_TOPIC = "write-keys";

export const EVENT_FAMILIES = ["usage", "billing", "engagement", "account"] as const;
export type EventFamily = (typeof EVENT_FAMILIES)[number];

/** The topic of a family's events. */
export function topicOfFamily(family: EventFamily): EventTopic {
  return `${family}.events`;
}

export const sourceName = z
  .string()
  .regex(/^[\w.-]{1,64}$/, "expected 1 to 64 letters, digits, dots, dashes and underscores");

export const writeKeyRecord = z.object({
  /** What sends with it; several keys may have one source, to change keys. It stands in dead letters. */
  source: sourceName,
  /** Of the key's UTF-8 text, in lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  families: z.array(z.enum(EVENT_FAMILIES)).min(1),
  /** Imports and the simulator may say when an event became known; nobody else may rewrite the past. */
  may_state_known_at: z.boolean(),
  /** In the long run, over all instances of the collector; null: the collector's own setting. */
  events_per_second: z.int().min(1).max(10_000_000).nullable(),
  created_at: instant,
  revoked_at: instant.nullable(),
});

export type WriteKeyRecord = z.infer<typeof writeKeyRecord>;

/** How a key is called where it is managed: the record's key in the topic. It tells nothing about the key itself. */
export function writeKeyId({ sha256 }: Pick<WriteKeyRecord, "sha256">): string {
  return sha256.slice(0, 12);
}
