// Lifetimes cut into periods.
import { expect, it } from "vitest";
import { personPeriods } from "./person-periods.ts";

const EDGES = [1, 3, 6];

function cut(duration: number, ended: 0 | 1): [period: number, ended: number, exposure: number][] {
  const table = personPeriods(
    { durations: Float64Array.of(duration), ended: Uint8Array.of(ended) },
    EDGES,
  );
  return Array.from(table.periods, (period, at) => [
    period,
    table.ended[at]!,
    table.exposures[at]!,
  ]);
}

it("an account has a row per period that it was seen in, and ends in the last of them", () => {
  expect(cut(2, 1)).toEqual([
    [0, 0, 1],
    [1, 1, 1],
  ]);
  expect(cut(3, 1)).toEqual([
    [0, 0, 1],
    [1, 1, 2],
  ]);
  expect(cut(4, 0)).toEqual([
    [0, 0, 1],
    [1, 0, 2],
    [2, 0, 1],
  ]);
});

it("what lies beyond the last edge is not seen", () => {
  expect(cut(9, 1).at(-1)).toEqual([2, 0, 3]);
  expect(cut(6, 1).at(-1)).toEqual([2, 1, 3]);
});

it("an end at 0 falls into the first period, and who was last seen alive at 0 was never at risk", () => {
  expect(cut(0, 1)).toEqual([[0, 1, 0]]);
  expect(cut(0, 0)).toEqual([]);
});

it("rows say whose they are, and the rows that end are as many as the accounts that did", () => {
  const table = personPeriods(
    { durations: Float64Array.of(5, 0, 1, 2), ended: Uint8Array.of(1, 0, 1, 0) },
    EDGES,
  );
  expect([...table.subjects]).toEqual([0, 0, 0, 2, 3, 3]);
  expect(table.ended.reduce((sum, ended) => sum + ended, 0)).toBe(2);
});

it("edges that do not rise are refused", () => {
  for (const edges of [[], [0, 1], [2, 2], [3, 1]])
    expect(() =>
      personPeriods({ durations: Float64Array.of(1), ended: Uint8Array.of(1) }, edges),
    ).toThrow(expect.objectContaining({ code: "input_invalid" }));
});
