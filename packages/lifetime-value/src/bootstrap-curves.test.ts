// Intervals from simulated counts: as wide as the published simulations say.
import { expect, test } from "vitest";
import { drawBinomial } from "./binomial-draws.ts";
import {
  bootstrapCurves,
  bootstrapInterval,
  countsOfCohorts,
  discountedExpectedLifetime,
  fitRetentionCurve,
  standardErrorOf,
  survival,
  type CurveFit,
  type RetentionCurve,
} from "./index.ts";
import { REGULAR, seededRandom } from "./published-fixture.ts";

function del(curve: RetentionCurve): number | null {
  return discountedExpectedLifetime(curve, 0.1);
}

test("Regular with 1,000 accounts and 7 renewals: 90 % of DEL within 3.49 to 3.86, as 200 published simulations", () => {
  const counts = countsOfCohorts([REGULAR.slice(0, 8)]);
  const fit = fitRetentionCurve("sBG", counts) as CurveFit;
  const curves = bootstrapCurves(fit, counts, { random: seededRandom(42), draws: 400 });
  const interval = bootstrapInterval(curves, del);
  expect(interval?.low).toBeCloseTo(3.49, 1);
  expect(interval?.high).toBeCloseTo(3.86, 1);
  const error = standardErrorOf(fit, del) ?? NaN;
  expect(2 * 1.645 * error).toBeCloseTo((interval?.high ?? NaN) - (interval?.low ?? NaN), 1);
});

test("the same seed draws the same curves", () => {
  const counts = countsOfCohorts([[50, 40, 35, 31]]);
  const fit = fitRetentionCurve("sBG", counts) as CurveFit;
  const draw = () => bootstrapCurves(fit, counts, { random: seededRandom(1), draws: 5 });
  expect(draw()).toEqual(draw());
});

test("a cohort without churn has curves, all of them without churn; values without an end give no interval", () => {
  const counts = countsOfCohorts([[5, 5, 5]]);
  const fit = fitRetentionCurve("sBG", counts) as CurveFit;
  const curves = bootstrapCurves(fit, counts, { random: seededRandom(1), draws: 5 });
  expect(bootstrapInterval(curves, (curve) => survival(curve, 9))).toEqual({ low: 1, high: 1 });
  expect(bootstrapInterval(curves, (curve) => discountedExpectedLifetime(curve, 0))).toBeNull();
  expect(bootstrapInterval([], del)).toBeNull();
});

test.each([
  [10, 0.3],
  [1, 0.5],
  [100_000, 0.001],
  [5000, 0.9],
])("binomial draws of %d at %f have the right mean and variance", (n, p) => {
  const random = seededRandom(3);
  const draws = Array.from({ length: 4000 }, () => drawBinomial(n, p, random));
  const mean = draws.reduce((sum, one) => sum + one, 0) / draws.length;
  const variance = draws.reduce((sum, one) => sum + (one - mean) ** 2, 0) / draws.length;
  const expected = n * p * (1 - p);
  expect(Math.abs(mean - n * p)).toBeLessThan(4 * Math.sqrt(expected / draws.length));
  expect(variance / expected).toBeGreaterThan(0.9);
  expect(variance / expected).toBeLessThan(1.1);
  expect(draws.every((one) => one >= 0 && one <= n && Number.isInteger(one))).toBe(true);
});

test("a draw at probability 0 or 1, or of nobody, is certain", () => {
  const random = seededRandom(3);
  expect([
    drawBinomial(9, 0, random),
    drawBinomial(9, 1, random),
    drawBinomial(0, 0.5, random),
  ]).toEqual([0, 9, 0]);
});
