// Discounted lifetimes against the published ones, and against the sums that define them.
import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  accountChurn,
  discountedExpectedLifetime,
  homogeneousRetentionElasticity,
  lifetimeWithin,
  meanOfAccountElasticities,
  portfolioValueElasticity,
  residualLifetimeAfterRenewal,
  residualLifetimeBeforeRenewal,
  retention,
  survival,
  type RetentionCurve,
  type SbgCurve,
} from "./index.ts";
import { ANCHORS } from "./published-fixture.ts";

const REGULAR_7: SbgCurve = { kind: "sBG", gamma: 0.7040772984735162, delta: 1.1820430262094757 };
const HIGH_END_7: SbgCurve = { kind: "sBG", gamma: 0.6680883511064463, delta: 3.806094964058267 };
const HIGH_END_BDW: RetentionCurve = {
  kind: "BdW",
  gamma: 0.25933573150830756,
  delta: 1.7225514880695,
  c: 1.5843615150390054,
};
const BEFORE = [1, 2, 3, 4, 5, 6, 7, 8, 10, 13];

test.each<[string, RetentionCurve, number, readonly number[]]>([
  [
    "Regular sBG",
    REGULAR_7,
    3.69491,
    [2.9644, 4.10314, 4.8698, 5.44206, 5.8941, 6.26441, 6.57566, 6.84231, 7.27833, 7.76929],
  ],
  [
    "High End sBG",
    HIGH_END_7,
    5.92225,
    [5.41448, 5.90138, 6.29389, 6.61992, 6.89671, 7.13566, 7.34472, 7.52963, 7.8431, 8.21192],
  ],
  [
    "High End BdW",
    HIGH_END_BDW,
    5.99429,
    [5.49372, 5.8529, 6.44214, 6.92947, 7.31754, 7.63143, 7.89067, 8.10886, 8.45717, 8.83635],
  ],
])(
  "%s at 10 %: DEL and DERL before renewals 1 to 13 are the published ones",
  (_, curve, del, derl) => {
    expect(discountedExpectedLifetime(curve, 0.1)).toBeCloseTo(del, 5);
    BEFORE.forEach((n, index) => {
      expect(residualLifetimeBeforeRenewal(curve, n, 0.1)).toBeCloseTo(derl[index] ?? NaN, 5);
    });
  },
);

test("table 3 of the 2010 paper: two bases of the same mean churn, alike and unlike", () => {
  const alike: SbgCurve = { kind: "sBG", gamma: 3.8, delta: 15.2 };
  const unlike: SbgCurve = { kind: "sBG", gamma: 1 / 15, delta: 4 / 15 };
  const before = (curve: SbgCurve) =>
    [1, 2, 3, 4, 5].map((n) => residualLifetimeBeforeRenewal(curve, n, 0.1)?.toFixed(6));
  expect(before(alike)).toEqual(["3.309818", "3.451000", "3.586544", "3.716812", "3.842134"]);
  expect(before(unlike)).toEqual(["7.681485", "9.462042", "9.856049", "10.060526", "10.192427"]);
  const homogeneous: RetentionCurve = { kind: "geometric", theta: 0.2 };
  expect(residualLifetimeBeforeRenewal(homogeneous, 1, 0.1)).toBeCloseTo(2.93333, 5);
});

test("the three elasticities of retention: 3.67 if all are alike, 7.97 as the accounts' mean, 10.38 of the portfolio's value", () => {
  const unlike: SbgCurve = { kind: "sBG", gamma: 0.067, delta: 0.267 };
  expect(homogeneousRetentionElasticity(0.8, 0.1)).toBeCloseTo(3.66667, 5);
  expect([1, 2, 3, 4, 5].map((n) => meanOfAccountElasticities(unlike, n, 0.1)?.toFixed(4))).toEqual(
    ["7.9735", "9.5957", "9.9553", "10.1420", "10.2624"],
  );
  expect(portfolioValueElasticity(unlike, 1, 0.1)).toBeCloseTo(10.38, 2);
  const nearlyAlike: SbgCurve = { kind: "sBG", gamma: 2e5, delta: 8e5 };
  expect(portfolioValueElasticity(nearlyAlike, 1, 0.1)).toBeCloseTo(3.6667, 3);
});

const anyCurve = fc.oneof(
  fc.record({
    kind: fc.constant("sBG" as const),
    gamma: fc.double({ min: 0.05, max: 50, noNaN: true }),
    delta: fc.double({ min: 0.05, max: 50, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant("BdW" as const),
    gamma: fc.double({ min: 0.05, max: 50, noNaN: true }),
    delta: fc.double({ min: 0.05, max: 50, noNaN: true }),
    c: fc.double({ min: 0.2, max: 3, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant("dW" as const),
    theta: fc.double({ min: 0, max: 0.99, noNaN: true }),
    c: fc.double({ min: 0.2, max: 3, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant("geometric" as const),
    theta: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant("two-segment" as const),
    theta1: fc.double({ min: 0, max: 1, noNaN: true }),
    theta2: fc.double({ min: 0, max: 1, noNaN: true }),
    share1: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);
const anyRate = fc.double({ min: 0.02, max: 1, noNaN: true });

test("DEL is the sum that defines it, and one payment more than the residual before the first renewal", () => {
  fc.assert(
    fc.property(anyCurve, anyRate, (curve: RetentionCurve, rate) => {
      const del = discountedExpectedLifetime(curve, rate) ?? NaN;
      expect(del).toBeCloseTo(lifetimeWithin(curve, 2000, rate), 8);
      const before = residualLifetimeBeforeRenewal(curve, 1, rate) ?? NaN;
      expect(del).toBeCloseTo(1 + before / (1 + rate), 10);
    }),
    { numRuns: 50 },
  );
});

test("just after a renewal the residual is the one before the next renewal, a period later", () => {
  fc.assert(
    fc.property(
      anyCurve,
      fc.integer({ min: 0, max: 30 }),
      anyRate,
      (curve: RetentionCurve, n, rate) => {
        const after = residualLifetimeAfterRenewal(curve, n, rate) ?? NaN;
        const next = residualLifetimeBeforeRenewal(curve, n + 1, rate) ?? NaN;
        expect(after * (1 + rate)).toBeCloseTo(next, 9);
        expect(next).toBeLessThanOrEqual((1 + rate) / rate + 1e-9);
      },
    ),
  );
});

test("without a discount the lifetime of sBG has no end, and no number is given; with a horizon there is one", () => {
  expect(discountedExpectedLifetime(REGULAR_7, 0)).toBeNull();
  expect(residualLifetimeBeforeRenewal(REGULAR_7, 3, 0)).toBeNull();
  expect(lifetimeWithin(REGULAR_7, 5)).toBeCloseTo(2.82057, 5);
  expect(lifetimeWithin(REGULAR_7, 200)).toBeCloseTo(13.82366, 5);
  expect(discountedExpectedLifetime({ kind: "geometric", theta: 0.25 }, 0)).toBeCloseTo(4, 12);
  expect(discountedExpectedLifetime({ kind: "geometric", theta: 0 }, 0)).toBeNull();
});

test("an account's churn falls with the renewals behind it: γ ÷ (γ + δ + n)", () => {
  const { gamma, delta } = REGULAR_7;
  for (const n of [0, 1, 7]) {
    const churn = accountChurn(REGULAR_7, n);
    expect(churn.nextChurn).toBeCloseTo(gamma / (gamma + delta + n), 12);
    expect(churn.beta).toMatchObject({ a: gamma, b: delta + n });
    expect(retention(REGULAR_7, n + 1)).toBeCloseTo(
      survival(REGULAR_7, n + 1) / survival(REGULAR_7, n),
      12,
    );
  }
  expect(accountChurn({ kind: "geometric", theta: 0.3 }, 5)).toEqual({
    nextChurn: expect.closeTo(0.3, 12),
    beta: null,
  });
});

const anchor = z.object({
  DEL: z.number(),
  DERL_n1_13: z.array(z.number()),
});
const anchors = z.object({
  derl: z.record(
    z.string(),
    z.object({ params: z.array(z.number()), "0.05": anchor, "0.10": anchor, "0.15": anchor }),
  ),
});

describe.skipIf(!existsSync(ANCHORS))("the 50-digit anchors (skipped without the data)", () => {
  test("DEL and DERL at 5, 10 and 15 % to 1e-12 relative", () => {
    const { derl } = anchors.parse(JSON.parse(readFileSync(ANCHORS, "utf8")));
    for (const { params, ...rates } of Object.values(derl)) {
      const curve: SbgCurve = { kind: "sBG", gamma: params[0] ?? NaN, delta: params[1] ?? NaN };
      for (const [rate, expected] of Object.entries(rates)) {
        const del = discountedExpectedLifetime(curve, Number(rate)) ?? NaN;
        expect(Math.abs(del / expected.DEL - 1)).toBeLessThan(1e-12);
        expected.DERL_n1_13.forEach((value, index) => {
          const found = residualLifetimeBeforeRenewal(curve, index + 1, Number(rate)) ?? NaN;
          expect(Math.abs(found / value - 1)).toBeLessThan(1e-12);
        });
      }
    }
  });
});
