// What a score is made of, on a scorecard small enough to reckon by hand.
import { describe, expect, test } from "vitest";
import { pointsOn, scoreAccount, scorecard, type Measured, type Scorecard } from "./index.ts";

const AS_OF = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;

const straight = {
  kind: "linear",
  points: [
    [0, 0],
    [1, 100],
  ],
};
const CARD = {
  name: "small",
  minimumCoverage: 0.4,
  bands: [
    { name: "at-risk", from: 0 },
    { name: "attention", from: 50 },
    { name: "healthy", from: 75 },
  ],
  measures: [
    { id: "trend", kind: "usage_trend", group: "usage", weight: 60, curve: straight },
    { id: "seats", kind: "seats_used", group: "usage", weight: 30, curve: straight },
    {
      id: "overdue",
      kind: "invoice_overdue_days",
      group: "billing",
      weight: 10,
      freshnessDays: 30,
      curve: {
        kind: "steps",
        points: [
          [0, 100],
          [14, 0],
        ],
      },
    },
  ],
  caps: [
    { id: "late", when: { measure: "overdue", atLeast: 14 }, atMost: 45 },
    { id: "very_late", when: { measure: "overdue", atLeast: 60 }, atMost: 10 },
  ],
};
const card = scorecard.parse(CARD);

function score(values: Record<string, number | null | Measured>, of: Scorecard = card) {
  const measured = Object.entries(values).map(([id, value]): [string, Measured] => [
    id,
    typeof value === "object" && value !== null ? value : { rawValue: value },
  ]);
  return scoreAccount(of, new Map(measured), AS_OF);
}

describe("curves", () => {
  const steps = {
    kind: "steps",
    points: [
      [0, 10],
      [5, 50],
      [9, 100],
    ],
  } as const;
  const line = {
    kind: "linear",
    points: [
      [0, 10],
      [5, 60],
      [9, 100],
    ],
  } as const;
  const on = (curve: typeof steps | typeof line, raw: number) =>
    pointsOn({ kind: curve.kind, points: curve.points.map(([at, points]) => [at, points]) }, raw);

  test("a step's bound is inclusive below and exclusive above", () => {
    expect([-1, 0, 4.999, 5, 8.999, 9, 1000].map((raw) => on(steps, raw))).toEqual([
      10, 10, 10, 50, 50, 100, 100,
    ]);
  });

  test("a line is straight between its pairs and level outside them", () => {
    expect([-1, 0, 2.5, 5, 7, 9, 1000].map((raw) => on(line, raw))).toEqual([
      10, 10, 35, 60, 80, 100, 100,
    ]);
  });
});

describe("scoreAccount", () => {
  test("the score is the weighted mean of the points, told part by part", () => {
    const result = score({ trend: 0.5, seats: 1, overdue: 0 });
    expect(result).toMatchObject({
      computedScore: 70,
      score: 70,
      band: "attention",
      coverage: 1,
      cap: null,
    });
    expect(
      result.contributions.map(({ measure, points, contribution }) => [
        measure,
        points,
        contribution,
      ]),
    ).toEqual([
      ["trend", 50, 30],
      ["seats", 100, 30],
      ["overdue", 100, 10],
    ]);
  });

  test("the weight of a missing measure is spread over the others; coverage tells", () => {
    const result = score({ trend: 0.5, seats: null, overdue: 0 });
    expect(result.computedScore).toBeCloseTo((50 * 60 + 100 * 10) / 70, 9);
    expect(result.coverage).toBeCloseTo(0.7, 12);
    expect(result.contributions[1]).toMatchObject({
      rawValue: null,
      points: null,
      weight: 0.3,
      effectiveWeight: 0,
      contribution: 0,
      whyMissing: "not-connected",
    });
  });

  test("zero is a value: an account without use scores low, one without data does not", () => {
    expect(score({ trend: 0, seats: 0, overdue: 0 })).toMatchObject({
      score: 10,
      band: "at-risk",
      coverage: 1,
    });
    expect(score({ trend: null, seats: null, overdue: 0 })).toMatchObject({
      score: null,
      band: "insufficient-data",
    });
  });

  test("below the minimum coverage there is no score, but its parts stand", () => {
    const result = score({ seats: 1 });
    expect(result).toMatchObject({
      computedScore: 100,
      score: null,
      band: "insufficient-data",
      cap: null,
    });
    expect(result.coverage).toBeCloseTo(0.3, 12);
  });

  test("an account of which nothing is known has neither score nor computed score", () => {
    expect(score({})).toMatchObject({
      computedScore: null,
      score: null,
      band: "insufficient-data",
      coverage: 0,
    });
  });

  test("data of the freshness limit's age is missing as too-old; a moment younger it still counts", () => {
    const aged = (days: number): Measured => ({ rawValue: 0, dataAtMs: AS_OF - days * DAY_MS });
    expect(score({ trend: 1, overdue: aged(29.99) }).contributions[2]?.points).toBe(100);
    expect(score({ trend: 1, overdue: aged(30) }).contributions[2]).toMatchObject({
      points: null,
      whyMissing: "too-old",
    });
  });

  test("what is no finite number is missing", () => {
    expect(score({ trend: NaN, seats: Infinity, overdue: 0 }).coverage).toBeCloseTo(0.1, 12);
  });

  test("a cap lowers the score and not its parts; of several the lowest counts", () => {
    expect(score({ trend: 1, seats: 1, overdue: 13.9 })).toMatchObject({ score: 100, cap: null });
    expect(score({ trend: 1, seats: 1, overdue: 14 })).toMatchObject({
      computedScore: 90,
      score: 45,
      cap: "late",
      band: "at-risk",
    });
    expect(score({ trend: 1, seats: 1, overdue: 60 })).toMatchObject({
      score: 10,
      cap: "very_late",
    });
    expect(score({ trend: 0.1, seats: 0, overdue: 20 })).toMatchObject({ score: 6, cap: null });
  });

  test("a mean of 75s is exactly 75 and healthy, whatever the weights", () => {
    const odd = scorecard.parse({
      ...CARD,
      caps: [],
      measures: [0.1, 0.2, 0.7, 1 / 3, 0.07].map((weight, index) => ({
        id: `m${index}`,
        kind: "seats_used",
        group: "g",
        weight,
        curve: { kind: "steps", points: [[0, 75]] },
      })),
    });
    const values = Object.fromEntries(odd.measures.map(({ id }) => [id, 1]));
    expect(score(values, odd)).toMatchObject({ score: 75, band: "healthy" });
  });
});

describe("the scorecard's rules", () => {
  function errorsOf(change: object): string[] {
    const { error } = scorecard.safeParse({ ...CARD, ...change });
    return error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
  }

  test("every mistake is told at once, also those between the parts", () => {
    const [first, ...others] = CARD.measures;
    expect(
      errorsOf({
        minimumCoverage: 40,
        bands: [{ name: "healthy", from: 10 }],
        measures: [{ ...first, id: "seats", weight: -1 }, ...others],
        caps: [{ id: "c", when: { measure: "nothing", atLeast: 1 }, atMost: 10 }],
      }),
    ).toEqual([
      "minimumCoverage: expected a share from 0 to 1",
      "measures.0.weight: expected a weight of 0 or more",
      "measures.1.id: expected something else: seats is taken",
      "bands: expected one band from 0",
      "caps.0.when.measure: expected the id of a measure of this scorecard: seats, seats, overdue",
    ]);
  });

  test("a measure of an unknown kind is still checked in all that measures have in common", () => {
    const measures = [{ ...CARD.measures[0], kind: "usage_trned", weight: -1, id: "Trend" }];
    expect(errorsOf({ measures, caps: [] })).toEqual([
      expect.stringMatching(
        /^measures\.0\.kind: expected one of the kinds of measures: usage_level, usage_per_seat, /,
      ),
      "measures.0.id: expected lower-case letters, digits, _ or -, beginning with a letter",
      "measures.0.weight: expected a weight of 0 or more",
    ]);
  });

  test("the raw values of a curve rise, and a cap has a bound", () => {
    const curve = {
      kind: "linear",
      points: [
        [1, 0],
        [1, 100],
      ],
    };
    expect(errorsOf({ measures: [{ ...CARD.measures[0], curve }], caps: [] })).toEqual([
      "measures.0.curve.points: expected the raw values to rise from pair to pair",
    ]);
    expect(errorsOf({ caps: [{ id: "c", when: { measure: "overdue" }, atMost: 1 }] })).toEqual([
      "caps.0.when: expected a bound: atLeast (inclusive) or below (exclusive)",
    ]);
  });

  test("a scorecard whose weights are all 0 is refused", () => {
    const measures = CARD.measures.map((measure) => ({ ...measure, weight: 0 }));
    expect(errorsOf({ measures })).toEqual([
      "measures: expected at least one measure with a weight above 0",
    ]);
  });

  test("the parameters of a kind have defaults, and those of another kind are refused", () => {
    expect(card.measures[0]).toMatchObject({ recentDays: 14, baselineDays: 56 });
    expect(errorsOf({ measures: [{ ...CARD.measures[1], recentDays: 7 }], caps: [] })).toEqual([
      'measures.0: Unrecognized key: "recentDays"',
    ]);
  });
});
