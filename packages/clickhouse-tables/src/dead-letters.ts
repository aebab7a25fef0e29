// Table dead_letters: what could not be taken, with its original bytes. The id says which refusal it is: a repeat is the same row.
import type { ClickhouseTables } from "./client.ts";
import { RowBinaryWriter } from "./row-binary.ts";

export interface DeadLetterRow {
  readonly id: string;
  readonly code: string;
  readonly reason: string;
  readonly refusedBy: string;
  readonly refusedAtMs: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly sender: string;
  readonly format: string;
  /** Any bytes: what was refused may not even be text. */
  readonly original: Buffer;
}

const COLUMNS = [
  "id",
  "code",
  "reason",
  "refused_by",
  "refused_at",
  "topic",
  "partition",
  "offset",
  "key",
  "sender",
  "format",
  "original",
] as const;

/** Inserts dead letters with one statement; no letters, no insert. */
export async function insertDeadLetters(
  tables: ClickhouseTables,
  letters: readonly DeadLetterRow[],
): Promise<void> {
  const writer = new RowBinaryWriter(1 << 16);
  for (const letter of letters) {
    writer.string(letter.id);
    writer.string(letter.code);
    writer.string(letter.reason);
    writer.string(letter.refusedBy);
    writer.instant(letter.refusedAtMs);
    writer.string(letter.topic);
    writer.int32(letter.partition);
    writer.int64(letter.offset);
    writer.string(letter.key);
    writer.string(letter.sender);
    writer.string(letter.format);
    writer.bytes(letter.original);
  }
  await tables.insertBinary("mimamori.dead_letters", COLUMNS, writer.view());
}
