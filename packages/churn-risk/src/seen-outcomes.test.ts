import { expect, test } from "vitest";
import type { ChurnDataset } from "./dataset.ts";
import { withOutcomesSeenBy } from "./seen-outcomes.ts";

function datasetOf(
  rows: readonly { anchorDay: number; windowEndDay: number; outcome: number }[],
): ChurnDataset {
  const zeros = new Uint32Array(rows.length);
  return {
    ...{ columns: [], accounts: ["a"], rows: rows.length, accountOfRow: zeros },
    day: Int32Array.from(rows, ({ windowEndDay }) => windowEndDay - 30),
    anchorDay: Int32Array.from(rows, ({ anchorDay }) => anchorDay),
    windowEndDay: Int32Array.from(rows, ({ windowEndDay }) => windowEndDay),
    outcome: Int8Array.from(rows, ({ outcome }) => outcome),
    offset: new Float64Array(rows.length),
    values: new Float64Array(),
    ...{ segment: new Uint16Array(rows.length), segments: [""] },
  };
}

test("silence after the last word about contracts is not staying", () => {
  const dataset = datasetOf([
    // Decided and over before day 100; decided before, over after; decided after, over before; decided and over after.
    { anchorDay: 60, windowEndDay: 90, outcome: 1 },
    { anchorDay: 100, windowEndDay: 130, outcome: 0 },
    { anchorDay: 110, windowEndDay: 101, outcome: 0 },
    { anchorDay: 101, windowEndDay: 102, outcome: 0 },
  ]);
  expect([...withOutcomesSeenBy(dataset, 100).outcome]).toEqual([1, 0, 0, -1]);
  expect([...dataset.outcome]).toEqual([1, 0, 0, 0]);
});
