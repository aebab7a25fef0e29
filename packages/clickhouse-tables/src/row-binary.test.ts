import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RowBinaryWriter } from "./row-binary.ts";

/** The format's definition, read slowly: a string is its UTF-8 bytes after their number as LEB128. */
function readString(bytes: Buffer, at: number): { text: string; next: number } {
  let length = 0;
  let next = at;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[next++] ?? 0;
    length += (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return { text: bytes.toString("utf8", next, next + length), next: next + length };
}

describe("RowBinaryWriter", () => {
  it("writes every well-formed string so that it reads back the same, also at the edges of the length", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }).filter((each) => each.isWellFormed()),
      fc
        .constantFrom("a", "é", "漢", "😀")
        .chain((unit) => fc.integer({ min: 30, max: 17_000 }).map((n) => unit.repeat(n))),
    );
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const writer = new RowBinaryWriter(1);
        for (const each of texts) writer.string(each);
        const bytes = writer.view();
        let at = 0;
        for (const each of texts) {
          const read = readString(bytes, at);
          expect(read.text).toBe(each);
          at = read.next;
        }
        expect(at).toBe(bytes.length);
      }),
    );
  });

  it("writes integers as 64 bits, little endian", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeInteger(), (unsigned, signed) => {
        const writer = new RowBinaryWriter(1);
        writer.uint64(unsigned);
        writer.instant(signed);
        writer.int64(BigInt(signed));
        const bytes = writer.view();
        expect(bytes.readBigUInt64LE(0)).toBe(BigInt(unsigned));
        expect(bytes.readBigInt64LE(8)).toBe(BigInt(signed));
        expect(bytes.readBigInt64LE(16)).toBe(BigInt(signed));
      }),
    );
  });

  it("writes a float or NULL with a byte before it that says which", () => {
    const writer = new RowBinaryWriter(1);
    writer.nullableFloat64(null);
    writer.nullableFloat64(1.5);
    const bytes = writer.view();
    expect([bytes.length, bytes[0], bytes[1], bytes.readDoubleLE(2)]).toEqual([10, 1, 0, 1.5]);
  });

  it("starts over after clear()", () => {
    const writer = new RowBinaryWriter(1);
    writer.string("first");
    writer.clear();
    writer.bytes(Buffer.from([0xff, 0x00]));
    expect([...writer.view()]).toEqual([2, 0xff, 0]);
  });
});
