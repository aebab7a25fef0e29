// Tables raw_<family>_events: every valid event once, one table per topic.
// In: validated events with the time when they became known. Out: rows. The same event again ends as the same row.
import { type EventTopic, PlainEvent, type ValidEvent } from "@mimamori/event-contracts";
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

/** Rows are replaced when parts are merged and when they are read with FINAL: doing it at each insert too costs a third of it. */
const SETTINGS = { optimize_on_insert: 0 } as const;

/** `usage.events` is kept in `mimamori.raw_usage_events`. */
export function rawTableOf(topic: EventTopic): string {
  return `mimamori.raw_${topic.replace(".", "_")}`;
}

/**
 * The rows of a batch, numbered from 0 in the order in which they were added, as the bytes that are inserted. An event that is
 * valid is kept as bytes only: a batch of them as objects outlives several garbage collections, each of which copies it.
 */
export class RawEventRows {
  readonly #writer = new RowBinaryWriter();
  readonly #ends: number[] = [];
  readonly #timesMs: number[] = [];

  static of(events: Iterable<KnownEvent>): RawEventRows {
    const rows = new RawEventRows();
    for (const known of events) rows.add(known);
    return rows;
  }

  /** `time` of each row (Unix ms): it decides in which partition of the table a row lies. */
  get timesMs(): readonly number[] {
    return this.#timesMs;
  }

  /** Appends a row, in the order of the insert's columns. A plain event is copied, and comes out the same. */
  add({ event, knownAtMs }: KnownEvent): void {
    if (event instanceof PlainEvent) this.#copy(event, knownAtMs);
    else this.#encode(event, knownAtMs);
    this.#ends.push(this.#writer.length);
    this.#timesMs.push(event.timeMs);
  }
  /** The bytes of rows by their numbers, neighbours in one piece; valid until the next `add` or `clear`. */
  bytesOf(numbers: readonly number[]): Buffer[] {
    const all = this.#writer.view();
    const pieces: Buffer[] = [];
    for (let at = 0; at < numbers.length;) {
      const first = numbers[at] as number;
      let last = first;
      for (at++; numbers[at] === last + 1; at++) last++;
      pieces.push(all.subarray(this.#ends[first - 1] ?? 0, this.#ends[last]));
    }
    return pieces;
  }

  /** Starts over in the same memory. */
  clear(): void {
    this.#writer.clear();
    this.#ends.length = 0;
    this.#timesMs.length = 0;
  }

  /** JSON.stringify escapes what UTF-8 cannot hold. */
  #encode(event: ValidEvent, knownAtMs: number): void {
    const writer = this.#writer;
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

  #copy(event: PlainEvent, knownAtMs: number): void {
    const { bytes, typeBytes } = event;
    const writer = this.#writer;
    writer.bytes(bytes, event.subjectFrom, event.subjectTo);
    writer.instant(event.timeMs);
    writer.bytes(bytes, event.sourceFrom, event.sourceTo);
    writer.bytes(bytes, event.idFrom, event.idTo);
    writer.bytes(typeBytes);
    writer.instant(event.occurredAtMs);
    writer.instant(knownAtMs);
    writer.uint64(event.sequence);
    writer.bytes(bytes, event.dataFrom, event.dataTo);
    writer.string(event.extensions);
  }
}

/** Inserts rows of one topic with one statement, all or those with the numbers, and waits until the server has them on disk. */
export async function insertRawEvents(
  tables: ClickhouseTables,
  topic: EventTopic,
  rows: RawEventRows,
  numbers: readonly number[] = [...rows.timesMs.keys()],
): Promise<void> {
  await tables.insertBinary(rawTableOf(topic), COLUMNS, rows.bytesOf(numbers), SETTINGS);
}
