// Tables raw_<family>_events: every valid event once, one table per topic.
// In: validated events with the time when they became known. Out: rows. The same event again ends as the same row.
import type { EventTopic, ValidEvent } from "@mimamori/event-contracts";
import type { ClickhouseTables } from "./client.ts";
import { RowBinaryWriter } from "./row-binary.ts";

/** A valid event, and when the company could know it (Unix ms). */
export interface KnownEvent {
  readonly event: ValidEvent;
  readonly knownAtMs: number;
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

/** Appends events to `writer`, in the order of the insert's columns. JSON.stringify escapes what UTF-8 cannot hold. */
export function encodeRawEvents(events: readonly KnownEvent[], writer: RowBinaryWriter): void {
  for (const { event, knownAtMs } of events) {
    writer.string(event.subject);
    writer.instant(event.timeMs);
    writer.string(event.source);
    writer.string(event.id);
    writer.string(event.type);
    writer.instant(event.occurredAtMs);
    writer.instant(knownAtMs);
    writer.uint64(event.sequence);
    writer.string(JSON.stringify(event.data));
    writer.string(event.extensions);
  }
}

/** Inserts events of one topic with one statement and waits until the server has them on disk. */
export async function insertRawEvents(
  tables: ClickhouseTables,
  topic: EventTopic,
  events: readonly KnownEvent[],
  writer: RowBinaryWriter = new RowBinaryWriter(),
): Promise<void> {
  writer.clear();
  encodeRawEvents(events, writer);
  await tables.insertBinary(rawTableOf(topic), COLUMNS, writer.view());
}
