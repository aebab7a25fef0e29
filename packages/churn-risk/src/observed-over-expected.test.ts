import { expect, test } from "vitest";
import { isOutOfLine, observedOverExpected } from "./observed-over-expected.ts";

/** Garwood's intervals at 90 %, as half quantiles of chi-square with 2k and 2k + 2 degrees of freedom (scipy.stats.chi2.ppf). */
const EXACT: readonly (readonly [number, number, number])[] = [
  [0, 0, 2.995732],
  [1, 0.051293, 4.743865],
  [5, 1.97015, 10.51303],
  [10, 5.425406, 16.962219],
  [100, 84.139277, 118.079273],
  [3000, 2910.479743, 3091.67228],
];

test.each(EXACT)("%i observed have the exact interval %f to %f", (observed, lower, upper) => {
  const found = observedOverExpected(observed, 1);
  expect(found?.ratio).toBe(observed);
  expect(found?.lower).toBeCloseTo(lower, 4);
  expect(found?.upper).toBeCloseTo(upper, 4);
});

test("where nothing was expected there is no ratio, and counts that are none are refused", () => {
  expect(observedOverExpected(0, 0)).toBeUndefined();
  expect(() => observedOverExpected(1.5, 1)).toThrow("a count and a finite number");
  expect(() => observedOverExpected(1, Number.NaN)).toThrow("a count and a finite number");
});

test("out of line is what chance does in less than one of a hundred cases", () => {
  // P(16 or more) = .0487 and P(20 or more) = .0035 by a Poisson law of mean 10; P(3 or fewer) = .0103 and P(2 or fewer) = .0028.
  expect([16, 20, 3, 2].map((observed) => isOutOfLine(observed, 10))).toEqual([
    false,
    true,
    false,
    true,
  ]);
  expect(isOutOfLine(0, 4)).toBe(false);
  expect(isOutOfLine(0, 0)).toBe(false);
});
