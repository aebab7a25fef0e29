import { expect, test } from "vitest";
import { moveBetween } from "./index.ts";
import type { MeasureState, ScoreState } from "./index.ts";

function measure(
  name: string,
  weight: number,
  points: number | null,
  definition = "",
): MeasureState {
  return { measure: name, definition, weight, rawValue: points, points };
}

function state(
  computedScore: number | null,
  measures: MeasureState[],
  held: Pick<ScoreState, "heldBy" | "score"> = { heldBy: null, score: computedScore },
): ScoreState {
  return { computedScore, measures, ...held };
}

test("a measure's part is its share of weight times the change of its points", () => {
  const before = state(70, [measure("usage", 60, 70), measure("nps", 40, 70)]);
  const after = state(52, [measure("usage", 60, 40), measure("nps", 40, 70)]);
  expect(moveBetween(before, after)).toEqual([{ kind: "points", measure: "usage", points: -18 }]);
});

test("data that comes moves the score by its weight times how far it lies above the others, and going takes that away again", () => {
  const without = state(60, [measure("usage", 75, 60), measure("nps", 25, null)]);
  const withIt = state(70, [measure("usage", 75, 60), measure("nps", 25, 100)]);
  expect(moveBetween(without, withIt)).toEqual([{ kind: "came", measure: "nps", points: 10 }]);
  expect(moveBetween(withIt, without)).toEqual([{ kind: "went", measure: "nps", points: -10 }]);
});

test("a change of weights is the scorecard's own part, beside what the data did", () => {
  const before = state(50, [measure("usage", 50, 100), measure("nps", 50, 0)]);
  const after = state(60, [measure("usage", 75, 80), measure("nps", 25, 0)]);
  const parts = moveBetween(before, after) ?? [];
  const sum = (kind: string): number =>
    parts.filter((part) => part.kind === kind).reduce((all, { points }) => all + points, 0);
  expect(sum("scorecard")).toBe(25);
  expect(parts.filter(({ kind }) => kind === "points")).toEqual([
    { kind: "points", measure: "usage", points: -15 },
  ]);
});

test("the old raw value goes through the new curve; a measure that is defined in another way is the scorecard's alone", () => {
  const curve = {
    kind: "linear",
    points: [
      [0, 0],
      [100, 50],
    ],
  } as const;
  const halved = {
    ...measure("usage", 1, 30),
    rawValue: 60,
    curve: { ...curve, points: [...curve.points] as [number, number][] },
  };
  expect(moveBetween(state(80, [measure("usage", 1, 80)]), state(30, [halved]))).toEqual([
    { kind: "scorecard", measure: "usage", points: -40 },
    { kind: "points", measure: "usage", points: -10 },
  ]);
  const redefined = measure("usage", 1, 30, "90 days");
  expect(moveBetween(state(80, [measure("usage", 1, 80)]), state(30, [redefined]))).toEqual([
    { kind: "scorecard", measure: "usage", points: -50 },
  ]);
});

test("a cap that begins takes what it takes, and a cap that goes on takes up what the measures do below it", () => {
  const free = state(80, [measure("usage", 1, 80)]);
  const capped = state(80, [measure("usage", 1, 80)], { heldBy: "cap", score: 45 });
  const worse = state(60, [measure("usage", 1, 60)], { heldBy: "cap", score: 45 });
  expect(moveBetween(free, capped)).toEqual([{ kind: "cap", measure: null, points: -35 }]);
  expect(moveBetween(capped, worse)).toEqual([
    { kind: "points", measure: "usage", points: -20 },
    { kind: "cap", measure: null, points: 20 },
  ]);
});

test("an override that ends in a cap shows both", () => {
  const overridden = state(70, [measure("usage", 1, 70)], { heldBy: "override", score: 90 });
  const capped = state(70, [measure("usage", 1, 70)], { heldBy: "cap", score: 45 });
  expect(moveBetween(overridden, capped)).toEqual([
    { kind: "cap", measure: null, points: -25 },
    { kind: "override", measure: null, points: -20 },
  ]);
});

test("without a score on one side there is no difference", () => {
  const none = state(null, [measure("usage", 1, null)]);
  expect(moveBetween(none, state(80, [measure("usage", 1, 80)]))).toBeNull();
});

test("what the rows do not say is told as such, not added to a measure", () => {
  const before = state(50, [measure("usage", 1, 50)]);
  const strange = state(63, [measure("usage", 1, 60)]);
  expect(moveBetween(before, strange)).toEqual([
    { kind: "points", measure: "usage", points: 10 },
    { kind: "other", measure: null, points: 3 },
  ]);
});
