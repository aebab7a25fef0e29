// The records of one request by topic, and the refusals among them: what must be in Kafka before the answer may be given.
import { DEAD_LETTERS_TOPIC } from "@mimamori/event-contracts";
import type { DeadLetterCode } from "@mimamori/event-contracts";
import type { OutgoingRecord } from "@mimamori/kafka-stream";
import { refusalLetter } from "./refusal-letter.ts";
import type { Origin } from "./sender.ts";

export interface Refusal {
  readonly code: DeadLetterCode;
  readonly reason: string;
}

export interface TopicRecords {
  readonly byTopic: ReadonlyMap<string, readonly OutgoingRecord[]>;
  readonly refusals: readonly Refusal[];
  /** @param value the event's JSON. */
  accept(place: { readonly topic: string; readonly subject: string }, value: Buffer | string): void;
  /** @param original what the sender wrote, for the dead letter. */
  refuse(refusal: Refusal, original: Buffer): void;
}

export function createTopicRecords(origin: Origin, nowMs: number): TopicRecords {
  const byTopic = new Map<string, OutgoingRecord[]>();
  const refusals: Refusal[] = [];
  const put = (topic: string, record: OutgoingRecord): void => {
    const ofTopic = byTopic.get(topic);
    if (ofTopic === undefined) byTopic.set(topic, [record]);
    else ofTopic.push(record);
  };
  return {
    byTopic,
    refusals,
    accept: ({ topic, subject }, value) => {
      put(topic, { key: subject, value });
    },
    refuse: (refusal, original) => {
      refusals.push(refusal);
      put(DEAD_LETTERS_TOPIC, refusalLetter(refusal, original, origin, nowMs));
    },
  };
}
