import type { IncomingRecord, RecordBatch } from "@mimamori/kafka-stream";
import { describe, expect, it } from "vitest";
import { toDeadLetter } from "./dead-letters.ts";
import { toDeadLetterRows } from "./store-dead-letters.ts";

const APPENDED = Date.UTC(2026, 0, 1);
const recordOf = (value: Buffer | null, offset = 3n): IncomingRecord => ({
  offset,
  key: Buffer.from("acme"),
  value,
  appendedAtMs: APPENDED,
  headers: new Map(),
});

function batchOf(...values: (Buffer | string | null)[]): RecordBatch {
  const records = values.map((value, index) =>
    recordOf(typeof value === "string" ? Buffer.from(value) : value, BigInt(index)),
  );
  return {
    topic: "dead-letters",
    partition: 0,
    records,
    bytes: 0,
    highWatermark: BigInt(records.length),
    isStale: () => false,
    heartbeat: () => Promise.resolve(),
  };
}

describe("toDeadLetterRows", () => {
  it("gives back the original bytes, whatever they were", () => {
    const original = Buffer.from([0x00, 0xff, 0x7b, 0xc3, 0x28]);
    const place = { topic: "usage.events", partition: 2 };
    const refused = { record: recordOf(original), code: "not_json", reason: "why" } as const;
    const letter = toDeadLetter(place, refused, APPENDED);
    expect(toDeadLetterRows(batchOf(JSON.stringify(letter)))).toEqual([
      {
        id: "usage.events/2/3",
        code: "not_json",
        reason: "why",
        refusedBy: "kafka-to-clickhouse",
        refusedAtMs: APPENDED,
        topic: "usage.events",
        partition: 2,
        offset: 3n,
        key: "acme",
        sender: "",
        format: "",
        original,
      },
    ]);
  });

  it("keeps what is no dead letter as a row about itself, the same each time it is read", () => {
    const offset = { id: "x", offset: "not a number" };
    const batch = batchOf("nonsense", null, JSON.stringify(offset));
    const rows = toDeadLetterRows(batch);
    expect(rows.map(({ id, code }) => [id, code])).toEqual([
      ["dead-letters/0/0", "not_json"],
      ["dead-letters/0/1", "not_json"],
      ["dead-letters/0/2", "contract_violation"],
    ]);
    expect(rows[0]?.original).toEqual(Buffer.from("nonsense"));
    expect(toDeadLetterRows(batch)).toEqual(rows);
  });

  it("says so when it keeps only the beginning of very large bytes", () => {
    const place = { topic: "usage.events", partition: 0 };
    const original = Buffer.alloc(3 * 1024 * 1024);
    const refused = { record: recordOf(original), code: "oversize", reason: "large" } as const;
    const letter = toDeadLetter(place, refused, APPENDED);
    expect(letter.reason).toBe("large (the first 2097152 bytes are kept)");
    expect(JSON.stringify(letter).length).toBeLessThan(4 * 1024 * 1024);
  });
});
