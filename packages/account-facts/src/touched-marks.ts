// In: the events of a batch. Out: durable marks in fact_marks, one per touched bucket and subject.
// After a crash: the worker writes marks after its raw rows are acknowledged and before it commits its offsets, so that a batch
// that comes again is marked again. The server's clock numbers the marks: a mark that is numbered before a recompute lists the
// marks therefore belongs to rows that this recompute can read, whichever worker wrote it.
import { RowBinaryWriter } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { PlainEvent } from "@mimamori/event-contracts";
import type { ValidEvent } from "@mimamori/event-contracts";
import { SeenSubjects } from "./seen-subjects.ts";
import { touchedBuckets } from "./touched-buckets.ts";
import type { BucketsTouchedBy, MarkFamily } from "./touched-buckets.ts";

const COLUMNS = ["family", "subject", "bucket"] as const;

/** The marks of a batch differ: there is nothing to aggregate before they are stored. */
const SETTINGS = { optimize_on_insert: 0 } as const;

/** The marks of one batch: collects, then writes. Marks of the same bucket and subject are one. */
export class TouchedMarks {
  readonly #touchedBy: BucketsTouchedBy;
  readonly #bucketNumbers = new Map<MarkFamily, Map<string, number>>();
  readonly #seen = new SeenSubjects();
  readonly #rows = new RowBinaryWriter();
  #buckets = 0;

  /** `timeZone` is the company's. */
  constructor(timeZone: string) {
    this.#touchedBy = touchedBuckets(timeZone);
  }

  /** How many marks have been collected. */
  get size(): number {
    return this.#seen.size;
  }

  /** Marks what the event touches. */
  add(event: ValidEvent): void {
    const touched = this.#touchedBy(event);
    if (event instanceof PlainEvent) {
      const { bytes, subjectFrom, subjectTo } = event;
      for (const { family, bucket } of touched)
        this.#mark(family, bucket, bytes, subjectFrom, subjectTo);
    } else if (touched.length > 0) {
      const subject = Buffer.from(event.subject);
      for (const { family, bucket } of touched)
        this.#mark(family, bucket, subject, 0, subject.length);
    }
  }

  /** Inserts the marks with one statement and waits for the acknowledgement. May be repeated. */
  async write(tables: ClickhouseTables): Promise<void> {
    if (this.size === 0) return;
    await tables.insertBinary("mimamori.fact_marks", COLUMNS, this.#rows.view(), SETTINGS);
  }

  #mark(family: MarkFamily, bucket: string, subject: Buffer, from: number, to: number): void {
    if (!this.#seen.add(this.#numberOf(family, bucket), subject, from, to)) return;
    this.#rows.string(family);
    this.#rows.bytes(subject, from, to);
    this.#rows.string(bucket);
  }

  #numberOf(family: MarkFamily, bucket: string): number {
    let numbers = this.#bucketNumbers.get(family);
    if (numbers === undefined) {
      numbers = new Map<string, number>();
      this.#bucketNumbers.set(family, numbers);
    }
    let number = numbers.get(bucket);
    if (number === undefined) {
      number = this.#buckets++;
      numbers.set(bucket, number);
    }
    return number;
  }
}
