import { expect, test } from "vitest";
import { drawMove } from "./move-text.ts";
import type { AccountMove } from "./read-move.ts";

const plain = (_: string, text: string): string => text;

const end = { runId: "r", coverage: 0.9, scorecard: "mature" };
const move: AccountMove = {
  ...{ account: "acc-1", name: "Northgate Motors" },
  before: { ...end, asOf: "2026-09-01T00:00:00.000Z", score: 81.04, band: "healthy" },
  after: {
    ...end,
    asOf: "2026-09-08T00:00:00.000Z",
    score: 57.02,
    band: "attention",
    coverage: 0.8,
  },
  parts: [
    {
      kind: "points",
      measure: "usage_trend",
      points: -20.34,
      label: "Usage trend",
      sentence: "use 65% below its own usual level (before: used as much as usual)",
    },
    {
      kind: "points",
      measure: "seats_used",
      points: -2.84,
      label: "Seats in use",
      sentence: "only 26% of the seats are in use (before: 40% of the seats are in use)",
    },
    { kind: "went", measure: "nps", points: -0.84, label: "NPS", sentence: "no data any more" },
  ],
};

test("the points that are shown add up to the difference of the scores that are shown", () => {
  const text = drawMove(move, "en", plain);
  const shown = [...text.matchAll(/^ +([−+]?\d+\.\d) /gmu)].map(([, figure]) =>
    Number((figure ?? "").replace("−", "-")),
  );
  expect(shown).toHaveLength(3);
  expect(shown.reduce((sum, one) => sum + Math.round(one * 10), 0)).toBe(570 - 810);
  expect(text).toMatch(/^ +−24\.0$/mu);
});

test("it says who, from what to what, why, and by which scorecard, within 100 columns", () => {
  const text = drawMove(move, "en", plain);
  expect(text).toContain("Northgate Motors  acc-1");
  expect(text).toContain("81.0 healthy");
  expect(text).toContain("57.0 needs attention");
  expect(text).toContain("Usage trend: use 65% below");
  expect(text).toContain("scorecard mature · weight with data 90 % → 80 %");
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("within one day it says the times", () => {
  const before = { ...move.before, asOf: "2026-09-08T09:30:00.000Z" };
  const after = { ...move.after, asOf: "2026-09-08T10:45:12.000Z" };
  expect(drawMove({ ...move, before, after }, "en", plain)).toMatch(
    /2026-09-08 09:30Z .* 2026-09-08 10:45Z /,
  );
});

test("without a score on one side it says so instead of a sum", () => {
  const text = drawMove(
    { ...move, after: { ...move.after, score: null, band: "closed" }, parts: null },
    "en",
    plain,
  );
  expect(text).toContain("no score");
  expect(text).toContain("closed");
});
