// In: kafkajs's messages. Out: records with exact offsets and the broker's append time, nothing decoded.
import type { KafkaMessage } from "kafkajs";

export interface IncomingRecord {
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** When the broker appended it (Unix ms), on topics with LogAppendTime: reading again does not change it. */
  readonly appendedAtMs: number;
  readonly headers: ReadonlyMap<string, Buffer>;
}

const NO_HEADERS: ReadonlyMap<string, Buffer> = new Map();

/** What few readers ask for (offset, headers) is read when it is asked for: there are hundreds of thousands of records a second. */
class FetchedRecord implements IncomingRecord {
  private readonly message: KafkaMessage;

  constructor(message: KafkaMessage) {
    this.message = message;
  }

  get offset(): bigint {
    return BigInt(this.message.offset);
  }

  get key(): Buffer | null {
    return this.message.key;
  }

  get value(): Buffer | null {
    return this.message.value;
  }

  get appendedAtMs(): number {
    return readTimestamp(this.message.timestamp);
  }

  get headers(): ReadonlyMap<string, Buffer> {
    return readHeaders(this.message.headers);
  }
}

let lastTimestamp = { text: "", ms: NaN };

/** Thousands of records in a row were appended together. */
function readTimestamp(text: string): number {
  if (text !== lastTimestamp.text) lastTimestamp = { text, ms: Number(text) };
  return lastTimestamp.ms;
}

/** Bytes of all of them, as the broker keeps them: our patch of kafkajs (patches/) tells the size of each. */
export function countBytes(messages: readonly KafkaMessage[]): number {
  return messages.reduce((sum, message) => sum + (message as unknown as { size: number }).size, 0);
}

export function readRecords(messages: readonly KafkaMessage[]): IncomingRecord[] {
  return messages.map((message) => new FetchedRecord(message));
}

/** A header that occurs several times keeps its last value. */
function readHeaders(headers: KafkaMessage["headers"]): ReadonlyMap<string, Buffer> {
  if (headers === undefined) return NO_HEADERS;
  let read: Map<string, Buffer> | undefined;
  for (const name in headers) {
    const values = headers[name];
    const value = Array.isArray(values) ? values.at(-1) : values;
    if (value !== undefined) (read ??= new Map()).set(name, Buffer.from(value));
  }
  return read ?? NO_HEADERS;
}
