// In: the events of a batch. Out: durable marks in fact_marks, one per touched bucket and subject.
// After a crash: the worker writes marks after its raw rows are acknowledged and before it commits its offsets, so that a batch
// that comes again is marked again. The server's clock numbers the marks: a mark that is numbered before a recompute lists the
// marks therefore belongs to rows that this recompute can read, whichever worker wrote it.
import { RowBinaryWriter } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { ValidEvent } from "@mimamori/event-contracts";
import { touchedBuckets } from "./touched-buckets.ts";
import type { MarkFamily } from "./touched-buckets.ts";

const COLUMNS = ["family", "subject", "bucket"] as const;

/** The marks of one batch: collects, then writes once. Marks of the same bucket and subject are one. */
export class TouchedMarks {
  readonly #timeZone: string;
  readonly #subjectsByBucket = new Map<MarkFamily, Map<string, Set<string>>>();
  #size = 0;

  /** `timeZone` is the company's. */
  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /** How many marks have been collected since the last write. */
  get size(): number {
    return this.#size;
  }

  /** Marks what the event touches. */
  add(event: ValidEvent): void {
    for (const { family, bucket } of touchedBuckets(event, this.#timeZone)) {
      this.#mark(family, bucket, event.subject);
    }
  }

  /** Inserts the marks with one statement, waits for the acknowledgement, and starts over empty. May be repeated. */
  async write(tables: ClickhouseTables, writer = new RowBinaryWriter()): Promise<void> {
    if (this.#size === 0) return;
    writer.clear();
    for (const [family, buckets] of this.#subjectsByBucket) {
      for (const [bucket, subjects] of buckets) {
        for (const subject of subjects) {
          writer.string(family);
          writer.string(subject);
          writer.string(bucket);
        }
      }
    }
    await tables.insertBinary("mimamori.fact_marks", COLUMNS, writer.view());
    this.#subjectsByBucket.clear();
    this.#size = 0;
  }

  #mark(family: MarkFamily, bucket: string, subject: string): void {
    const buckets = entry(this.#subjectsByBucket, family, () => new Map<string, Set<string>>());
    const subjects = entry(buckets, bucket, () => new Set<string>());
    if (subjects.has(subject)) return;
    subjects.add(subject);
    this.#size++;
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
