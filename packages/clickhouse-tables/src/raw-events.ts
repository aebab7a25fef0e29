// Tables raw_<family>_events: every valid event once, one table per topic.
// In: validated events with the time when they became known. Out: rows. The same event again ends as the same row.
import type { EventTopic } from "@mimamori/event-contracts";
import type { ClickhouseTables } from "./client.ts";
import { RowBinaryWriter } from "./row-binary.ts";

/** One row of a raw table. Times are milliseconds since 1970 UTC; `data` and `extensions` are JSON text. */
export interface RawEvent {
  readonly subject: string;
  readonly timeMs: number;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly occurredAtMs: number;
  readonly knownAtMs: number;
  readonly sequence: number;
  readonly data: string;
  readonly extensions: string;
}

const COLUMNS = [
  "subject",
  "time",
  "source",
  "id",
  "type",
  "occurred_at",
  "known_at",
  "sequence",
  "data",
  "extensions",
] as const;

/** `usage.events` is kept in `mimamori.raw_usage_events`. */
export function rawTableOf(topic: EventTopic): string {
  return `mimamori.raw_${topic.replace(".", "_")}`;
}

/** Appends events to `writer`, in the order of the insert's columns. */
export function encodeRawEvents(events: readonly RawEvent[], writer: RowBinaryWriter): void {
  for (const event of events) {
    writer.string(event.subject);
    writer.instant(event.timeMs);
    writer.string(event.source);
    writer.string(event.id);
    writer.string(event.type);
    writer.instant(event.occurredAtMs);
    writer.instant(event.knownAtMs);
    writer.uint64(event.sequence);
    writer.string(event.data);
    writer.string(event.extensions);
  }
}

/** Inserts events of one topic with one statement and waits until the server has them on disk. */
export async function insertRawEvents(
  tables: ClickhouseTables,
  topic: EventTopic,
  events: readonly RawEvent[],
  writer: RowBinaryWriter = new RowBinaryWriter(),
): Promise<void> {
  writer.clear();
  encodeRawEvents(events, writer);
  await tables.insertBinary(rawTableOf(topic), COLUMNS, writer.view());
}
