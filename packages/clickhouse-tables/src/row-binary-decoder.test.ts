import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RowBinaryDecoder } from "./row-binary-decoder.ts";
import { RowBinaryWriter } from "./row-binary.ts";

const COLUMNS = { account: "String", seats: "Int32", mrr: "Float64" } as const;
type Row = readonly [string, number, number];

function answerOf(rows: readonly Row[], types = Object.values(COLUMNS) as string[]): Buffer {
  const writer = new RowBinaryWriter(1);
  const head = [Object.keys(COLUMNS).length];
  const texts = [...Object.keys(COLUMNS), ...types];
  for (const text of texts) writer.string(text);
  for (const [account, seats, mrr] of rows) {
    writer.string(account);
    writer.int32(seats);
    writer.float64(mrr);
  }
  return Buffer.concat([Buffer.from(head), writer.view()]);
}

/** Feeds the bytes in pieces that end at the given places. */
function decode(bytes: Buffer, cuts: readonly number[]): Row[] {
  const decoder = new RowBinaryDecoder(COLUMNS);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const rows: Row[] = [];
  let from = 0;
  for (const to of ends) {
    const { rows: count, columns } = decoder.push(bytes.subarray(from, to));
    expect(columns.mrr.length).toBe(count);
    for (let row = 0; row < count; row += 1) {
      rows.push([columns.account[row] ?? "", columns.seats[row] ?? 0, columns.mrr[row] ?? 0]);
    }
    from = to;
  }
  decoder.end();
  return rows;
}

const text = fc.oneof(
  fc.string({ unit: "binary" }).filter((each) => each.isWellFormed()),
  fc.constantFrom("a", "漢").chain((unit) => fc.nat(17_000).map((n) => unit.repeat(n))),
);
const row = fc.tuple(text, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.double());

describe("RowBinaryDecoder", () => {
  it("reads back every row that was written, wherever the answer is cut into pieces", () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        (rows, cuts) => {
          expect(decode(answerOf(rows), cuts)).toEqual(rows);
        },
      ),
    );
  });

  it("reads a text of low cardinality as a text", () => {
    const types = ["LowCardinality(String)", "Int32", "Float64"];
    expect(decode(answerOf([["a", 1, 2]], types), [])).toEqual([["a", 1, 2]]);
  });

  it("refuses an answer with other columns than were declared, naming both", () => {
    const bytes = answerOf([], ["String", "UInt32", "Float64"]);
    expect(() => new RowBinaryDecoder(COLUMNS).push(bytes)).toThrow(
      "(account String, seats UInt32, mrr Float64), not (account String, seats Int32, mrr Float64)",
    );
  });

  it("takes an answer that ends within a row for broken", () => {
    const bytes = answerOf([["abc", 1, 2]]);
    expect(() => decode(bytes.subarray(0, -1), [])).toThrow("in the middle of a row");
    expect(() => decode(bytes.subarray(0, 3), [])).toThrow("in the middle of a row");
  });
});
