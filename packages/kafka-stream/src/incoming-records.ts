// In: record batches as they lie in a broker's answer; our patch of kafkajs (patches/) hands them over unread. Out: their records with
// exact offsets and the broker's append time, each read when its turn comes: of the hundred thousands that wait in a worker none
// is an object, which no garbage collection has to go over.
// Format: https://kafka.apache.org/documentation/#recordbatch
import type { Batch } from "kafkajs";

export interface IncomingRecord {
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** When the broker appended it (Unix ms), on topics with LogAppendTime: reading again does not change it. */
  readonly appendedAtMs: number;
  /** A header that occurs several times has its last value. */
  readonly headers: ReadonlyMap<string, Buffer>;
}

/** Offsets ascend, and may have gaps. An array of records is one as well. */
export interface IncomingRecords extends Iterable<IncomingRecord> {
  readonly length: number;
  at(index: number): IncomingRecord | undefined;
}

/** What kafkajs knows of a record batch: its header, and where its records lie. */
export interface EncodedRecordBatch {
  readonly batchContext: {
    readonly firstOffset: string;
    /** Unix ms. */
    readonly firstTimestamp: string;
    readonly maxTimestamp: string;
    /** 1: all records were appended at maxTimestamp. */
    readonly timestampType: number;
  };
  /** Decompressed. */
  readonly buffer: Buffer;
  readonly start: number;
  readonly count: number;
}

const LOG_APPEND_TIME = 1;
const ATTRIBUTES_BYTES = 1;

class FetchedRecord implements IncomingRecord {
  readonly #batch: RecordBatchBytes;
  readonly #timestampDeltaMs: number;
  readonly #offsetDelta: number;
  readonly #keyFrom: number;
  readonly #keyBytes: number;
  readonly #valueFrom: number;
  readonly #valueBytes: number;

  /** Reads the record at the batch's place, which is behind it then. */
  constructor(batch: RecordBatchBytes) {
    this.#batch = batch;
    const length = batch.varint();
    const end = batch.at + length;
    batch.at += ATTRIBUTES_BYTES;
    this.#timestampDeltaMs = batch.varint();
    this.#offsetDelta = batch.varint();
    this.#keyBytes = batch.varint();
    this.#keyFrom = batch.at;
    batch.at += Math.max(this.#keyBytes, 0);
    this.#valueBytes = batch.varint();
    this.#valueFrom = batch.at;
    batch.at = end;
  }

  get offset(): bigint {
    return this.#batch.firstOffset + BigInt(this.#offsetDelta);
  }

  get key(): Buffer | null {
    return this.#batch.take(this.#keyFrom, this.#keyBytes);
  }

  get value(): Buffer | null {
    return this.#batch.take(this.#valueFrom, this.#valueBytes);
  }

  get appendedAtMs(): number {
    return this.#batch.appendedAtMs ?? this.#batch.firstTimestampMs + this.#timestampDeltaMs;
  }

  get headers(): ReadonlyMap<string, Buffer> {
    return this.#batch.headersAt(this.#valueFrom + Math.max(this.#valueBytes, 0));
  }
}

/** The bytes of one record batch, and a place in them. */
class RecordBatchBytes {
  readonly bytes: Buffer;
  readonly firstOffset: bigint;
  readonly firstTimestampMs: number;
  /** Of all records; undefined when each has its own time. */
  readonly appendedAtMs: number | undefined;
  /** Of the first record that is wanted, and how many there are from it on. */
  start: number;
  count: number;
  at: number;

  constructor({ batchContext, buffer, start, count }: EncodedRecordBatch) {
    this.bytes = buffer;
    this.firstOffset = BigInt(batchContext.firstOffset);
    this.firstTimestampMs = Number(batchContext.firstTimestamp);
    this.appendedAtMs =
      batchContext.timestampType === LOG_APPEND_TIME
        ? Number(batchContext.maxTimestamp)
        : undefined;
    this.start = start;
    this.count = count;
    this.at = start;
  }

  /** Leaves out the records before an offset: a broker answers with whole batches. */
  skipBefore(offset: bigint): void {
    while (this.count > 0) {
      this.at = this.start;
      if (new FetchedRecord(this).offset >= offset) return;
      this.start = this.at;
      this.count--;
    }
  }

  /** Puts the place before the record of this index, from 0. */
  goTo(index: number): void {
    this.at = this.start;
    for (let left = index; left > 0; left--) {
      const length = this.varint();
      this.at += length;
    }
  }

  /** A signed integer of up to 53 bits, in Kafka's zigzag LEB128. */
  varint(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] as number;
    if (byte < 0x80) return (byte >> 1) ^ -(byte & 1);
    let unsigned = byte & 0x7f;
    for (let factor = 0x80; byte >= 0x80; factor *= 0x80) {
      byte = bytes[this.at++] as number;
      unsigned += (byte & 0x7f) * factor;
    }
    return unsigned % 2 === 0 ? unsigned / 2 : -(unsigned + 1) / 2;
  }

  /** Null when there is nothing, which is not the same as no bytes. */
  take(from: number, length: number): Buffer | null {
    return length < 0 ? null : this.bytes.subarray(from, from + length);
  }

  headersAt(at: number): ReadonlyMap<string, Buffer> {
    this.at = at;
    const headers = new Map<string, Buffer>();
    for (let left = this.varint(); left > 0; left--) {
      const name = this.#takeNext()?.toString() ?? "";
      const value = this.#takeNext();
      if (value !== null) headers.set(name, value);
    }
    return headers;
  }

  #takeNext(): Buffer | null {
    const length = this.varint();
    const taken = this.take(this.at, length);
    this.at += Math.max(length, 0);
    return taken;
  }
}

/** The records of a fetch from an offset on. Every iteration and `at` read them anew. */
export class FetchedRecords implements IncomingRecords {
  readonly length: number;
  /** Of all records with their keys and headers, and of their framing. */
  readonly bytes: number;
  readonly #batches: readonly RecordBatchBytes[];

  constructor(encoded: readonly EncodedRecordBatch[], fromOffset: bigint) {
    const batches = encoded.map((batch) => new RecordBatchBytes(batch));
    for (const batch of batches) {
      batch.skipBefore(fromOffset);
      if (batch.count > 0) break;
    }
    this.#batches = batches.filter(({ count }) => count > 0);
    this.length = this.#batches.reduce((sum, { count }) => sum + count, 0);
    this.bytes = this.#batches.reduce((sum, { bytes, start }) => sum + bytes.length - start, 0);
  }

  [Symbol.iterator](): Iterator<IncomingRecord> {
    return new RecordIterator(this.#batches);
  }

  at(index: number): IncomingRecord | undefined {
    let left = index < 0 ? this.length + index : index;
    if (left < 0) return undefined;
    for (const batch of this.#batches) {
      if (left < batch.count) {
        batch.goTo(left);
        return new FetchedRecord(batch);
      }
      left -= batch.count;
    }
    return undefined;
  }
}

class RecordIterator implements Iterator<IncomingRecord> {
  readonly #batches: readonly RecordBatchBytes[];
  #index = 0;
  #left: number;
  /** Others may read the same batch meanwhile. */
  #at: number;

  constructor(batches: readonly RecordBatchBytes[]) {
    this.#batches = batches;
    this.#left = batches[0]?.count ?? 0;
    this.#at = batches[0]?.start ?? 0;
  }

  next(): IteratorResult<IncomingRecord, undefined> {
    let batch = this.#batches[this.#index];
    if (batch !== undefined && this.#left === 0) {
      batch = this.#batches[++this.#index];
      this.#left = batch?.count ?? 0;
      this.#at = batch?.start ?? 0;
    }
    if (batch === undefined) return { done: true, value: undefined };
    this.#left--;
    batch.at = this.#at;
    const value = new FetchedRecord(batch);
    this.#at = batch.at;
    return { done: false, value };
  }
}

interface FetchedBatch {
  readonly messages: readonly EncodedRecordBatch[];
  readonly fetchedOffset: string;
}

/** Our patch of kafkajs (patches/) leaves record batches unread where its types say messages, and keeps where the fetch began. */
export function readRecords(batch: Batch): FetchedRecords {
  const { messages, fetchedOffset } = batch as unknown as FetchedBatch;
  return new FetchedRecords(messages, BigInt(fetchedOffset));
}
