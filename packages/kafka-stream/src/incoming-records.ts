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

export function readRecords(messages: readonly KafkaMessage[]): IncomingRecord[] {
  return messages.map((message) => ({
    offset: BigInt(message.offset),
    key: message.key,
    value: message.value,
    appendedAtMs: Number(message.timestamp),
    headers: readHeaders(message.headers),
  }));
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
