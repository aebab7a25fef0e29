import fc from "fast-check";
import { expect, test } from "vitest";
import { createRateLimit } from "./rate-limit.ts";

const START_MS = Date.UTC(2026, 0, 1);

test("a sender that waits as told never sends more than the rate in the long run", () => {
  const batches = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), batches, (perSecond, sizes) => {
      const limit = createRateLimit(perSecond);
      const sender = {};
      let nowMs = START_MS;
      let sent = 0;
      for (const size of sizes) {
        nowMs += limit.secondsToWait(sender, nowMs) * 1_000;
        expect(limit.secondsToWait(sender, nowMs)).toBeLessThanOrEqual(1);
        while (limit.secondsToWait(sender, nowMs) > 0) nowMs += 100;
        limit.charge(sender, size, nowMs);
        sent += size;
      }
      const seconds = (nowMs - START_MS) / 1_000;
      // What it had saved up, and the last request's debt, come on top.
      expect(sent).toBeLessThanOrEqual(perSecond * (seconds + 1) + 1_000);
    }),
  );
});

test("a batch larger than the rate goes through whole, and is waited off afterwards", () => {
  const limit = createRateLimit(100);
  const sender = {};
  expect(limit.secondsToWait(sender, START_MS)).toBe(0);
  limit.charge(sender, 1_000, START_MS);
  expect(limit.secondsToWait(sender, START_MS)).toBe(9);
  expect(limit.secondsToWait(sender, START_MS + 9_001)).toBe(0);
});

test("one sender's haste is not another's", () => {
  const limit = createRateLimit(10);
  const hasty = {};
  limit.charge(hasty, 1_000, START_MS);
  expect(limit.secondsToWait({}, START_MS)).toBe(0);
});

test("a clock that is set back does not lock a sender out", () => {
  const limit = createRateLimit(10);
  const sender = {};
  limit.charge(sender, 5, START_MS);
  expect(limit.secondsToWait(sender, START_MS - 3_600_000)).toBe(0);
});
