// The base of the 2010 paper: 26,569 accounts, $100 a year, 10 %.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  activeByAge,
  aggregateRetention,
  explainResidualValue,
  naiveResidualValue,
  residualLifetimeBeforeRenewal,
  residualValueByCurve,
} from "./index.ts";
import { BASE_2010 } from "./published-fixture.ts";

const TERMS = { margin: 100, discountRate: 0.1 };
/** The base was made of these two segments. */
const TRUTH = { kind: "two-segment", theta1: 0.1, theta2: 0.5, share1: 1 / 3 } as const;

test("one aggregate retention rate makes the base worth $4,945,049", () => {
  expect(aggregateRetention(BASE_2010)).toBeCloseTo(16_569 / 23_965, 12);
  expect(naiveResidualValue(26_569, 16_569 / 23_965, TERMS)).toBeCloseTo(4_945_049.14, 2);
});

test("its true value is $7,941,650, by each account's age", () => {
  expect(activeByAge(BASE_2010).map(({ accounts }) => accounts)).toEqual([
    10_000, 6334, 4367, 3264, 2604,
  ]);
  expect(residualValueByCurve(TRUTH, activeByAge(BASE_2010), TERMS)).toBeCloseTo(7_941_649.76, 2);
});

test("a residual by curve is the sum of the accounts' DERL", () => {
  const groups = activeByAge(BASE_2010);
  const sum = groups.reduce(
    (total, { payments, accounts }) =>
      total + accounts * 100 * (residualLifetimeBeforeRenewal(TRUTH, payments, 0.1) ?? NaN),
    0,
  );
  expect(residualValueByCurve(TRUTH, groups, TERMS)).toBeCloseTo(sum, 5);
});

test("the gap is explained in steps that add up: age, rising retention, segments", () => {
  const found = explainResidualValue(BASE_2010, TERMS);
  if (found === null) throw new Error("no explanation");
  expect(found.naiveValue).toBeCloseTo(4_945_049, 0);
  expect(found.sbgValue).toBeCloseTo(7_334_214, 0);
  // The fit finds the two segments: within 0.04 % of the truth.
  expect(Math.abs((found.twoSegmentValue ?? NaN) / 7_941_650 - 1)).toBeLessThan(0.0005);
  expect(found.likelier).toBe("two-segment");
  expect(found.naiveValue + found.fromAge + found.fromRisingRetention).toBeCloseTo(
    found.sbgValue,
    5,
  );
  expect(found.sbgValue + (found.fromSegments ?? NaN)).toBeCloseTo(found.twoSegmentValue ?? NaN, 5);
  expect(Math.round(found.fromAge)).toBe(402_679);
  expect(Math.round(found.fromRisingRetention)).toBe(1_986_486);
  const oldest = found.ages.at(-1);
  expect(oldest).toMatchObject({ payments: 5, accounts: 2604 });
  expect(oldest?.naiveValuePerAccount).toBeCloseTo(186.12, 2);
  expect(oldest?.valuePerAccount).toBeCloseTo(381.81, 2);
});

test("a base of which nothing is known has no explanation", () => {
  expect(explainResidualValue([], TERMS)).toBeNull();
  expect(explainResidualValue([[10]], TERMS)).toBeNull();
  expect(explainResidualValue([[10, 0]], TERMS)).toBeNull();
  expect(explainResidualValue([[10, 10]], { margin: 1, discountRate: 0 })).toBeNull();
});

test("whatever the cohorts, an explanation holds no NaN and no infinity", () => {
  const anyCohort = fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 })
    .map((kept) =>
      kept.reduce((alive, part) => [...alive, Math.round((alive.at(-1) ?? 0) * part)], [40]),
    );
  fc.assert(
    fc.property(fc.array(anyCohort, { maxLength: 5 }), (cohorts) => {
      const found = explainResidualValue(cohorts, TERMS);
      if (found === null) return;
      for (const row of [found, ...found.ages])
        for (const value of Object.values(row))
          if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
    }),
  );
});
