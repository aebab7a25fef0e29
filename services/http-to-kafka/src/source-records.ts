// In: what a source's mapping made of a request. Out: the records of it: its events, and dead letters of what was refused.
import { topicOf } from "@mimamori/event-contracts";
import type { MappedMessage } from "@mimamori/event-sources";
import { createTopicRecords } from "./topic-records.ts";
import type { TopicRecords } from "./topic-records.ts";
import type { Sender } from "./write-keys.ts";

/** One dead letter per refused message, with the message as its sender wrote it: after a fix it can be mapped again. */
export function recordsOfMessages(
  messages: readonly MappedMessage[],
  sender: Sender,
  nowMs: number,
): TopicRecords {
  const records = createTopicRecords(sender, nowMs);
  for (const { original, mapped } of messages) {
    if (mapped.outcome === "refused") records.refuse(mapped, Buffer.from(original));
    if (mapped.outcome !== "events") continue;
    // The mapping has held each to its contract.
    for (const event of mapped.events) {
      records.accept({ topic: topicOf(event.type), subject: event.subject }, JSON.stringify(event));
    }
  }
  return records;
}
