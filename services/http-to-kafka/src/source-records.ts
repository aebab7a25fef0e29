// In: what a source's mapping made of a request. Out: the records of it: events that hold their contracts, dead letters of the rest.
import type { MappedMessage } from "@mimamori/event-sources";
import { judgeEvent } from "./judge-event.ts";
import { createTopicRecords } from "./topic-records.ts";
import type { Refusal, TopicRecords } from "./topic-records.ts";
import type { Sender } from "./write-keys.ts";

/** One dead letter per refused message, with the message as its sender wrote it: after a fix it can be mapped again. */
export function recordsOfMessages(
  messages: readonly MappedMessage[],
  sender: Sender,
  nowMs: number,
): TopicRecords {
  const records = createTopicRecords(sender, nowMs);
  for (const { original, mapped } of messages) {
    const refusal =
      mapped.outcome === "refused" ? mapped : acceptEvents(records, { original, mapped }, sender);
    if (refusal !== undefined) records.refuse(refusal, Buffer.from(original));
  }
  return records;
}

/** Answers why an event of the message could not be taken; the message's other events go in. */
function acceptEvents(
  records: TopicRecords,
  { mapped }: MappedMessage,
  sender: Sender,
): Refusal | undefined {
  let refusal: Refusal | undefined;
  for (const value of mapped.outcome === "events" ? mapped.events : []) {
    const text = JSON.stringify(value);
    const verdict = judgeEvent({ text, original: Buffer.from(text), value }, sender);
    if (verdict.ok) records.accept(verdict, text);
    else refusal ??= verdict;
  }
  return refusal;
}
