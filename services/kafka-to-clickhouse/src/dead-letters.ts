// In: records that cannot be taken. Out: dead letters, acknowledged by every replica of the topic, before their offsets are
// committed. After a crash: the same record gives a letter with the same id, which ends as the same row.
import { DEAD_LETTERS_TOPIC } from "@mimamori/event-contracts";
import type { DeadLetter } from "@mimamori/event-contracts";
import type { IncomingRecord, StreamProducer } from "@mimamori/kafka-stream";
import type { Refusal } from "./decode.ts";

/** What fits, in base64, into a record of the topic dead-letters (infra/kafka/topics.yaml). */
const MOST_ORIGINAL_BYTES = 2 * 1024 * 1024;

const NO_BYTES = Buffer.alloc(0);

export interface RefusedRecord extends Refusal {
  readonly record: IncomingRecord;
}

/** Where a record came from. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Describes a refusal. `refusedAtMs` is Unix ms. */
export function toDeadLetter(
  { topic, partition }: Place,
  { record, code, reason }: RefusedRecord,
  refusedAtMs: number,
): DeadLetter {
  const original = record.value ?? NO_BYTES;
  const kept = original.subarray(0, MOST_ORIGINAL_BYTES);
  const note = kept.length < original.length ? ` (the first ${kept.length} bytes are kept)` : "";
  return {
    id: `${topic}/${partition}/${record.offset}`,
    code,
    reason: reason + note,
    refused_by: "kafka-to-clickhouse",
    refused_at: new Date(refusedAtMs).toISOString(),
    topic,
    partition,
    offset: record.offset.toString(),
    key: record.key?.toString("utf8") ?? "",
    sender: "",
    format: "",
    original_base64: kept.toString("base64"),
  };
}

/** Sends dead letters; resolves when they are stored. */
export async function sendDeadLetters(
  producer: StreamProducer,
  letters: readonly DeadLetter[],
): Promise<void> {
  const records = letters.map((letter) => ({ key: letter.id, value: JSON.stringify(letter) }));
  await producer.send(DEAD_LETTERS_TOPIC, records);
}
