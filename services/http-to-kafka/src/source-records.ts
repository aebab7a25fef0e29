// In: what a source's mapping made of a request. Out: the records of it: its events, and dead letters of what was refused.
import { topicOf } from "@mimamori/event-contracts";
import type { Mapped, MappedMessage } from "@mimamori/event-sources";
import { denyFamily } from "./judge-event.ts";
import type { Origin, Sender } from "./sender.ts";
import { createTopicRecords } from "./topic-records.ts";
import type { TopicRecords } from "./topic-records.ts";

/** One dead letter per refused message, with the message as its sender wrote it: after a fix it can be mapped again. */
export function recordsOfMessages(
  messages: readonly MappedMessage[],
  origin: Origin,
  nowMs: number,
): TopicRecords {
  const records = createTopicRecords(origin, nowMs);
  for (const { original, mapped } of messages) {
    const judged = allowed(mapped, origin.sender);
    if (judged.outcome === "refused") records.refuse(judged, Buffer.from(original));
    if (judged.outcome !== "events") continue;
    // The mapping has held each to its contract.
    for (const event of judged.events) {
      records.accept({ topic: topicOf(event.type), subject: event.subject }, JSON.stringify(event));
    }
  }
  return records;
}

/** A message goes in whole or not at all: half of what it says may not be what it means. */
function allowed(mapped: Mapped, sender: Sender): Mapped {
  if (mapped.outcome !== "events") return mapped;
  for (const { type } of mapped.events) {
    const denied = denyFamily(topicOf(type), sender);
    if (denied !== undefined) return { outcome: "refused", ...denied };
  }
  return mapped;
}
