// In: a request's records. Out: a promise that resolves when Kafka has them (store-records.ts); then they are counted.
import { DEAD_LETTERS_TOPIC } from "@mimamori/event-contracts";
import type { MappedMessage } from "@mimamori/event-sources";
import type { CollectorParts } from "./collector-parts.ts";
import { RequestError } from "./errors.ts";
import { recordsOfMessages } from "./source-records.ts";
import { spreadRetries } from "./spread-retries.ts";
import { createTopicRecords } from "./topic-records.ts";
import type { Refusal, TopicRecords } from "./topic-records.ts";
import type { Origin, Sender } from "./sender.ts";

/**
 * A request that is turned away here costs the sender nothing: it comes again with the same events.
 * @throws RequestError `too_fast`: the sender owes patience for what it has sent before.
 */
export function mindTheRate(sender: Sender, { buckets }: CollectorParts): void {
  const owed = buckets.secondsToWait(sender.limit, Date.now());
  if (owed === 0) return;
  const seconds = spreadRetries(owed);
  const message = `"${sender.source}" sends more events per second than it may; wait ${seconds} s`;
  throw new RequestError(429, "too_fast", message, seconds);
}

/**
 * The sender is charged before Kafka is asked, so that its requests at the same moment count; what is not accepted it gets back.
 * @param bytes the size of the request.
 * @throws RequestError `collector_busy` or `kafka_unavailable`; nothing counts as accepted then.
 */
export async function deliver(
  records: TopicRecords,
  sender: Sender,
  bytes: number,
  { buckets, store, metrics }: CollectorParts,
): Promise<void> {
  let events = 0;
  for (const ofTopic of records.byTopic.values()) events += ofTopic.length;
  buckets.charge(sender.limit, events, Date.now());
  try {
    await store.store(records.byTopic, bytes);
  } catch (error) {
    buckets.giveBack(sender.limit, events, Date.now());
    throw error;
  }
  for (const [topic, ofTopic] of records.byTopic) {
    if (topic !== DEAD_LETTERS_TOPIC) metrics.acceptedEvents.inc({ topic }, ofTopic.length);
  }
  for (const { code } of records.refusals) metrics.refusedEvents.inc({ code });
}

/** Delivers what a source's mapping made of a request; answers what of it was refused. */
export async function deliverMessages(
  messages: readonly MappedMessage[],
  origin: Origin,
  bytes: number,
  parts: CollectorParts,
): Promise<readonly Refusal[]> {
  const records = recordsOfMessages(messages, origin, Date.now());
  await deliver(records, origin.sender, bytes, parts);
  return records.refusals.map(({ code, reason }) => ({ code, reason }));
}

/** Delivers the dead letter of a body that is refused as a whole. */
export async function deliverRefusal(
  refusal: Refusal,
  body: Buffer,
  origin: Origin,
  parts: CollectorParts,
): Promise<void> {
  const records = createTopicRecords(origin, Date.now());
  records.refuse(refusal, body);
  await deliver(records, origin.sender, body.length, parts);
}
