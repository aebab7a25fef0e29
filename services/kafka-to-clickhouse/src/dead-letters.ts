// In: records that cannot be taken. Out: dead letters, acknowledged by every replica of the topic, before their offsets are
// committed. After a crash: the same record gives a letter with the same id, which ends as the same row.
import { deadLetter, DEAD_LETTERS_TOPIC, REPLAYED_LETTER_HEADER } from "@mimamori/event-contracts";
import type { DeadLetter } from "@mimamori/event-contracts";
import type { IncomingRecord, StreamProducer } from "@mimamori/kafka-stream";
import type { Refusal } from "./decode.ts";

/** What fits, in base64, into a record of the topic dead-letters (infra/kafka/topics.yaml). */
const MOST_ORIGINAL_BYTES = 2 * 1024 * 1024;

/** A header is anybody's text: what could be no letter's id is none. */
const letterName = deadLetter.shape.id;

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
    id: idOf({ topic, partition }, record),
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

/** The record's place; a letter that was sent again keeps its own id, so that it is one letter however often it is refused. */
function idOf({ topic, partition }: Place, { offset, headers }: IncomingRecord): string {
  const replayed = letterName.safeParse(headers.get(REPLAYED_LETTER_HEADER)?.toString());
  return replayed.success ? replayed.data : `${topic}/${partition}/${offset}`;
}

/** Sends dead letters; resolves when they are stored. */
export async function sendDeadLetters(
  producer: StreamProducer,
  letters: readonly DeadLetter[],
): Promise<void> {
  const records = letters.map((letter) => ({ key: letter.id, value: JSON.stringify(letter) }));
  await producer.send(DEAD_LETTERS_TOPIC, records);
}
