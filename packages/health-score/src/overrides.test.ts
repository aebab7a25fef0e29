// What people put in place of what is computed, and what weights of groups do.
import { describe, expect, test } from "vitest";
import { overrideScore, scoreAccount, scorecard } from "./index.ts";
import type { Measured } from "./index.ts";

const straight = {
  kind: "linear",
  points: [
    [0, 0],
    [100, 100],
  ],
};
const measures = [
  { id: "usage", kind: "usage_trend", group: "usage", weight: 60, curve: straight },
  { id: "seats", kind: "seats_used", group: "usage", weight: 20, curve: straight },
  { id: "nps", kind: "nps", group: "voice", weight: 20, curve: straight },
];
const CARD = {
  name: "card",
  minimumCoverage: 0.5,
  bands: [
    { name: "at-risk", from: 0 },
    { name: "healthy", from: 60 },
  ],
  measures,
  caps: [{ id: "unhappy", when: { measure: "nps", below: 10 }, atMost: 30 }],
};
const card = scorecard.parse(CARD);
const values = (usage: number, seats: number, nps: number): Map<string, Measured> =>
  new Map([
    ["usage", { rawValue: usage }],
    ["seats", { rawValue: seats }],
    ["nps", { rawValue: nps }],
  ]);

describe("an override of a measure", () => {
  const overridden = (points: number | null) => {
    const measured = values(50, 50, 5);
    return scoreAccount(card, measured.set("nps", { rawValue: 5, override: { points } }), 0);
  };

  test("counts with its points; what was measured stands beside them, and caps nothing", () => {
    const { score, cap, contributions } = overridden(100);
    expect({ score, cap }).toEqual({ score: 60, cap: null });
    expect(contributions[2]).toMatchObject({
      rawValue: 5,
      points: 100,
      computedPoints: 5,
      overridden: true,
    });
  });

  test("that leaves it out spreads its weight over the others, and coverage stays whole", () => {
    const { score, coverage, contributions } = overridden(null);
    expect({ score, coverage }).toEqual({ score: 50, coverage: 1 });
    expect(contributions[2]).toMatchObject({
      rawValue: 5,
      points: null,
      computedPoints: 5,
      effectiveWeight: 0,
      whyMissing: "excluded",
    });
  });
});

describe("an override of the whole", () => {
  test("of the score gives the band of that score; of the band leaves the score; the computed ones stay", () => {
    const computed = scoreAccount(card, values(50, 50, 20), 0);
    expect(overrideScore(card, computed, { score: 60 })).toMatchObject({
      score: 60,
      band: "healthy",
      computedScore: 44,
      computedBand: "at-risk",
    });
    expect(overrideScore(card, computed, { band: "healthy" })).toMatchObject({
      score: 44,
      band: "healthy",
      computedBand: "at-risk",
    });
  });

  test("also holds where there is too little data", () => {
    const computed = scoreAccount(card, new Map([["nps", { rawValue: 50 }]]), 0);
    expect(overrideScore(card, computed, { score: 20 })).toMatchObject({
      score: 20,
      band: "at-risk",
      computedBand: "insufficient-data",
    });
  });
});

test("coverage is enough at the minimum itself, and too little below it", () => {
  const only = (minimumCoverage: number) =>
    scoreAccount({ ...card, minimumCoverage }, new Map([["usage", { rawValue: 1 }]]), 0).band;
  expect(only(0.6)).toBe("at-risk");
  expect(only(0.600001)).toBe("insufficient-data");
});

describe("weights of groups", () => {
  const groups = [
    { id: "usage", weight: 1 },
    { id: "voice", weight: 1 },
  ];
  const grouped = scorecard.parse({ ...CARD, groups });
  const weights = (of: typeof card) =>
    scoreAccount(of, values(0, 0, 0), 0).contributions.map(({ weight }) => weight);

  test("are shared by the group's measures in their proportions", () => {
    expect(weights(grouped)).toEqual([0.375, 0.125, 0.5]);
  });

  test("leave the measures of a group without one their own, on the same scale", () => {
    const some = { ...card, groups: [{ id: "usage", weight: 30 }] };
    expect(weights(some)).toEqual([0.45, 0.15, 0.4]);
  });
});
