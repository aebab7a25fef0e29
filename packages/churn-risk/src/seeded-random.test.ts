import { expect, test } from "vitest";
import { seededRandom } from "./seeded-random.ts";

const draw = (seed: string, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

test("the same seed gives the same numbers, and another seed others", () => {
  expect(draw("a", 5)).toEqual(draw("a", 5));
  expect(draw("a", 5)).not.toEqual(draw("b", 5));
});

test("the numbers are even over [0, 1): chi-square over 100 bins within 5 standard deviations", () => {
  const counts = new Array<number>(100).fill(0);
  for (const value of draw("even", 100_000)) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThan(1);
    const bin = Math.floor(value * 100);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(Math.abs(chiSquare - 99)).toBeLessThan(5 * Math.sqrt(2 * 99));
});
