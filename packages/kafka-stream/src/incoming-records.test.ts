import fc from "fast-check";
import { expect, test } from "vitest";
import { FetchedRecords } from "./incoming-records.ts";
import type { EncodedRecordBatch } from "./incoming-records.ts";

interface Sent {
  readonly offsetDelta: number;
  readonly timestampDeltaMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly (readonly [string, Uint8Array | null])[];
}

/** Zigzag LEB128, as https://kafka.apache.org/documentation/#record has it. */
function varint(value: number): Buffer {
  let rest = BigInt(value) * 2n;
  if (rest < 0n) rest = -rest - 1n;
  const bytes: number[] = [];
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

function withLength(bytes: Uint8Array | null): Buffer {
  return bytes === null ? varint(-1) : Buffer.concat([varint(bytes.length), bytes]);
}

function encode({ offsetDelta, timestampDeltaMs, key, value, headers }: Sent): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    varint(timestampDeltaMs),
    varint(offsetDelta),
    withLength(key),
    withLength(value),
    varint(headers.length),
    ...headers.flatMap(([name, content]) => [withLength(Buffer.from(name)), withLength(content)]),
  ]);
  return Buffer.concat([varint(body.length), body]);
}

const FIRST_TIMESTAMP = 1_700_000_000_000;
const APPENDED_AT = FIRST_TIMESTAMP + 5;

function batchOf(firstOffset: number, records: readonly Sent[], isStamped: boolean) {
  const header = Buffer.from("a header of some bytes");
  return {
    batchContext: {
      firstOffset: String(firstOffset),
      firstTimestamp: String(FIRST_TIMESTAMP),
      maxTimestamp: String(APPENDED_AT),
      timestampType: isStamped ? 1 : 0,
    },
    buffer: Buffer.concat([header, ...records.map(encode)]),
    start: header.length,
    count: records.length,
  } satisfies EncodedRecordBatch;
}

type InGap = Omit<Sent, "offsetDelta"> & { readonly gap: number };

const bytes = fc.option(fc.uint8Array({ maxLength: 300 }));
const record = fc.record({
  gap: fc.integer({ min: 1, max: 3 }),
  timestampDeltaMs: fc.integer({ min: -(2 ** 45), max: 2 ** 45 }),
  key: bytes,
  value: bytes,
  headers: fc.array(fc.tuple(fc.string({ maxLength: 5 }), bytes), { maxLength: 3 }),
});
const batch = fc.tuple(fc.boolean(), fc.array(record, { maxLength: 6 }));

/** Batches one behind the other, with gaps as compaction leaves them, and what their records are. */
function streamOf(batches: readonly (readonly [boolean, readonly InGap[]])[]) {
  const encoded: EncodedRecordBatch[] = [];
  const expected: object[] = [];
  let next = 7_000_000_000;
  for (const [isStamped, parts] of batches) {
    const firstOffset = next;
    const sent = parts.map(({ gap, ...part }) => {
      next += gap;
      return { ...part, offsetDelta: next - firstOffset };
    });
    encoded.push(batchOf(firstOffset, sent, isStamped));
    for (const { offsetDelta, timestampDeltaMs, key, value, headers } of sent) {
      expected.push({
        offset: BigInt(firstOffset + offsetDelta),
        appendedAtMs: isStamped ? APPENDED_AT : FIRST_TIMESTAMP + timestampDeltaMs,
        key: key && Buffer.from(key),
        value: value && Buffer.from(value),
        headers: new Map(
          headers.flatMap(([name, content]) => (content ? [[name, Buffer.from(content)]] : [])),
        ),
      });
    }
    next++;
  }
  return { encoded, expected };
}

function contentOf({ offset, appendedAtMs, key, value, headers }: FetchedRecord): object {
  return { offset, appendedAtMs, key, value, headers };
}
type FetchedRecord = NonNullable<ReturnType<FetchedRecords["at"]>>;

test("records come out as they were sent, from the offset that was asked for, by turn and by place", () => {
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 4 }), fc.nat(30), (batches, skipped) => {
      const { encoded, expected } = streamOf(batches);
      const fromOffset = 7_000_000_000n + BigInt(skipped);
      const wanted = expected.filter((each) => (each as FetchedRecord).offset >= fromOffset);
      const records = new FetchedRecords(encoded, fromOffset);
      expect(records).toHaveLength(wanted.length);
      expect(Array.from(records, contentOf)).toEqual(wanted);
      for (const index of wanted.keys()) {
        expect(contentOf(records.at(index) as FetchedRecord)).toEqual(wanted[index]);
        expect(records.at(index - wanted.length)?.offset).toBe(records.at(index)?.offset);
      }
      expect(records.at(wanted.length)).toBeUndefined();
    }),
  );
});

test("two readers of the same records do not disturb each other", () => {
  const sent = [0, 1, 2].map((offsetDelta) => ({
    offsetDelta,
    timestampDeltaMs: 0,
    key: null,
    value: Buffer.from(`value ${offsetDelta}`),
    headers: [["name", Buffer.from(`header ${offsetDelta}`)]] as const,
  }));
  const records = new FetchedRecords([batchOf(0, sent, true)], 0n);
  const seen: string[] = [];
  for (const one of records) {
    for (const other of records) seen.push([one.value, other.headers.get("name")].join(" "));
    expect(records.at(-1)?.value?.toString()).toBe("value 2");
  }
  expect(seen).toHaveLength(9);
  expect(seen.at(-1)).toBe("value 2 header 2");
});
