// In: batches of the topic dead-letters. Out: rows of mimamori.dead_letters. At least once; a letter's id makes it one row.
// A record that is no dead letter becomes a row about itself: nothing may stop this topic, and nothing may be lost from it.
import type { DeadLetterRow } from "@mimamori/clickhouse-tables";
import { deadLetter } from "@mimamori/event-contracts";
import type { DeadLetter } from "@mimamori/event-contracts";
import type { IncomingRecord, RecordBatch } from "@mimamori/kafka-stream";
import { z } from "zod";
import { toDeadLetter } from "./dead-letters.ts";
import type { Place, RefusedRecord } from "./dead-letters.ts";

/** As narrow as the table's columns: a row that does not fit would stop the topic. */
const storableLetter = deadLetter.extend({
  partition: z.int32(),
  offset: z.string().regex(/^-?\d{1,18}$/),
});

/** The row of each letter of a batch. */
export function toDeadLetterRows(batch: RecordBatch): DeadLetterRow[] {
  return Array.from(batch.records, (record) => toRow(readLetter(batch, record)));
}

function readLetter(place: Place, record: IncomingRecord): DeadLetter {
  let json: unknown;
  try {
    json = JSON.parse(record.value?.toString("utf8") ?? "");
  } catch {
    return aboutItself(place, { record, code: "not_json", reason: "not a dead letter: not JSON" });
  }
  const parsed = storableLetter.safeParse(json);
  if (parsed.success) return parsed.data;
  const reason = `not a dead letter: ${parsed.error.issues[0]?.path.join(".") ?? ""}`;
  return aboutItself(place, { record, code: "contract_violation", reason });
}

/** The append time stands in for the clock, so that reading the record again gives the same row. */
function aboutItself(place: Place, refused: RefusedRecord): DeadLetter {
  return toDeadLetter(place, refused, refused.record.appendedAtMs);
}

function toRow(letter: DeadLetter): DeadLetterRow {
  return {
    id: letter.id,
    code: letter.code,
    reason: letter.reason,
    refusedBy: letter.refused_by,
    refusedAtMs: Date.parse(letter.refused_at),
    topic: letter.topic,
    partition: letter.partition,
    offset: BigInt(letter.offset),
    key: letter.key,
    sender: letter.sender,
    format: letter.format,
    original: Buffer.from(letter.original_base64, "base64"),
  };
}
