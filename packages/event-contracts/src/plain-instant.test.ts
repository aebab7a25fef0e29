import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "./fields.ts";
import { readPlainInstant } from "./plain-instant.ts";

function read(text: string): number {
  const bytes = Buffer.from(`"${text}"`);
  return readPlainInstant(bytes, 1, bytes.length - 1);
}

test("reads every instant from 1972 to 2198 as JavaScript does, with milliseconds and without", () => {
  const anyTime = fc.integer({ min: Date.UTC(1972, 0, 1), max: Date.UTC(2199, 0, 1) - 1 });
  fc.assert(
    fc.property(anyTime, (ms) => {
      const text = new Date(ms).toISOString();
      expect(read(text)).toBe(ms);
      expect(read(text.replace(/\.\d+/, ""))).toBe(ms - (ms % 1000));
    }),
    { numRuns: 2_000 },
  );
  for (let day = Date.UTC(1972, 0, 1); day < Date.UTC(2199, 0, 1); day += 86_400_000)
    if (read(new Date(day).toISOString()) !== day) expect.fail(new Date(day).toISOString());
});

test("what it reads, the contract takes, whatever digits stand there", () => {
  const digits = fc.array(fc.nat(9), { minLength: 17, maxLength: 17 });
  fc.assert(
    fc.property(digits, (all) => {
      const d = all.join("");
      const text = `20${d.slice(0, 2)}-${d.slice(2, 4)}-${d.slice(4, 6)}T${d.slice(6, 8)}:${d.slice(8, 10)}:${d.slice(10, 12)}.${d.slice(12, 15)}Z`;
      const isTaken = instant.safeParse(text).success;
      expect(read(text)).toBe(isTaken ? Date.parse(text) : NaN);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  "2026-02-29T00:00:00Z",
  "2026-04-31T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-01-00T00:00:00Z",
  "2026-01-01T24:00:00Z",
  "2026-01-01t00:00:00Z",
  "2026-01-01T00:00:00z",
  "2026-01-01T00:00:00+00:00",
  "1971-12-31T00:00:00Z",
  "2199-01-01T00:00:00Z",
  "2026-01-01 00:00:00Z",
  "2O26-01-01T00:00:00Z",
  "2026-01-01T00:00:00.00Z",
  "",
])("leaves %s to the contract", (text) => {
  expect(read(text)).toBeNaN();
});
