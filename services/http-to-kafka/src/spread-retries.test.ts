import fc from "fast-check";
import { expect, test } from "vitest";
import { spreadRetries } from "./spread-retries.ts";

test("nobody comes too early, and the latest after half as long again", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 86_400 }), random, (seconds, chance) => {
      const spread = spreadRetries(seconds, chance);
      expect(Number.isInteger(spread)).toBe(true);
      expect(spread).toBeGreaterThanOrEqual(seconds);
      expect(spread).toBeLessThanOrEqual(seconds * 1.5 + 1);
    }),
  );
});

test("senders that wait for the same are spread over seconds", () => {
  const many = Array.from({ length: 100 }, (_, index) => spreadRetries(5, index / 100));
  expect([...new Set(many)]).toEqual([5, 6, 7, 8]);
});
