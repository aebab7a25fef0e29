// The gamma functions at known values, and where differences of large numbers would lose their digits.
import fc from "fast-check";
import { expect, test } from "vitest";
import { logGammaRatio, polygammaDifferences, polygammas } from "./gamma-functions.ts";

test("ln(Γ(a) ÷ Γ(a + b)): factorials, halves, and nothing at b = 0", () => {
  expect(Math.exp(-logGammaRatio(1, 5))).toBeCloseTo(120, 10);
  expect(Math.exp(logGammaRatio(0.5, 0.5))).toBeCloseTo(Math.sqrt(Math.PI), 13);
  expect(logGammaRatio(3.7, 0)).toBe(0);
});

test("ψ(1) is minus Euler's constant, ψ'(1) is π² ÷ 6", () => {
  const { psi, bend } = polygammas(1);
  expect(psi).toBeCloseTo(-0.5772156649015329, 14);
  expect(bend).toBeCloseTo(Math.PI ** 2 / 6, 14);
});

test("one step of b is known exactly, from the smallest a to 10^15", () => {
  fc.assert(
    fc.property(fc.double({ min: -6, max: 15, noNaN: true }), (magnitude) => {
      const a = 10 ** magnitude;
      const within = (found: number, expected: number) => {
        expect(Math.abs(found / expected - 1)).toBeLessThan(1e-11);
      };
      within(Math.exp(-logGammaRatio(a, 1)), a);
      within(polygammaDifferences(a, 1).psi, -1 / a);
      within(polygammaDifferences(a, 1).bend, 1 / (a * a));
    }),
  );
});

test("differences of the polygammas are what they are called", () => {
  const low = polygammas(2.3);
  const high = polygammas(2.3 + 0.7);
  const { psi, bend } = polygammaDifferences(2.3, 0.7);
  expect(psi).toBeCloseTo(low.psi - high.psi, 13);
  expect(bend).toBeCloseTo(low.bend - high.bend, 13);
});
