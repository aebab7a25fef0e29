import fc from "fast-check";
import { expect, test } from "vitest";
import { TokenBuckets } from "./token-buckets.ts";

const START_MS = Date.UTC(2026, 0, 1);
const limitOf = (perSecond: number, id = "app") => ({ id, perSecond });

test("a sender that waits as told never sends more than the rate in the long run", () => {
  const batches = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), batches, (perSecond, sizes) => {
      const buckets = new TokenBuckets();
      const limit = limitOf(perSecond);
      let nowMs = START_MS;
      let sent = 0;
      for (const size of sizes) {
        nowMs += buckets.secondsToWait(limit, nowMs) * 1_000;
        expect(buckets.secondsToWait(limit, nowMs)).toBeLessThanOrEqual(1);
        while (buckets.secondsToWait(limit, nowMs) > 0) nowMs += 100;
        buckets.charge(limit, size, nowMs);
        sent += size;
      }
      const seconds = (nowMs - START_MS) / 1_000;
      // What it had saved up, and the last request's debt, come on top.
      expect(sent).toBeLessThanOrEqual(perSecond * (seconds + 1) + 1_000);
    }),
  );
});

test("a batch larger than the rate goes through whole, and is waited off afterwards", () => {
  const buckets = new TokenBuckets();
  const limit = limitOf(100);
  expect(buckets.secondsToWait(limit, START_MS)).toBe(0);
  buckets.charge(limit, 1_000, START_MS);
  expect(buckets.secondsToWait(limit, START_MS)).toBe(9);
  expect(buckets.secondsToWait(limit, START_MS + 9_001)).toBe(0);
});

test("one sender's haste is not another's", () => {
  const buckets = new TokenBuckets();
  buckets.charge(limitOf(10, "hasty"), 1_000, START_MS);
  expect(buckets.secondsToWait(limitOf(10, "patient"), START_MS)).toBe(0);
});

test("a clock that is set back does not lock a sender out", () => {
  const buckets = new TokenBuckets();
  buckets.charge(limitOf(10), 5, START_MS);
  expect(buckets.secondsToWait(limitOf(10), START_MS - 3_600_000)).toBe(0);
});

test("what is given back is as if it had not been charged, to the others too, and nobody saves up by it", () => {
  const buckets = new TokenBuckets();
  const limit = limitOf(10);
  buckets.charge(limit, 25, START_MS);
  buckets.takeUsage(START_MS);
  buckets.charge(limit, 40, START_MS);
  buckets.giveBack(limit, 40, START_MS);
  expect(buckets.secondsToWait(limit, START_MS)).toBe(2);
  buckets.giveBack(limit, 25, START_MS);
  expect(buckets.takeUsage(START_MS)).toEqual([{ limit, events: -25 }]);
  buckets.giveBack(limit, 1_000, START_MS);
  buckets.charge(limit, 30, START_MS + 1);
  expect(buckets.secondsToWait(limit, START_MS + 1)).toBe(2);
});

test("asking whether it may send costs a sender nothing", () => {
  const buckets = new TokenBuckets();
  const limit = limitOf(10);
  buckets.charge(limit, 60, START_MS);
  for (let asked = 0; asked < 100; asked += 1)
    expect(buckets.secondsToWait(limit, START_MS)).toBe(5);
});

test("usage is reported once, while a sender waits it is asked about, and who is idle is forgotten", () => {
  const buckets = new TokenBuckets();
  const limit = limitOf(10);
  buckets.charge(limit, 15, START_MS);
  expect(buckets.takeUsage(START_MS)).toEqual([{ limit, events: 15 }]);
  expect(buckets.takeUsage(START_MS + 100)).toEqual([{ limit, events: 0 }]);
  expect(buckets.takeUsage(START_MS + 10_000)).toEqual([]);
});

test("what is charged while the others' usage is being asked for is not lost", () => {
  const buckets = new TokenBuckets();
  const limit = limitOf(10);
  buckets.charge(limit, 3, START_MS);
  buckets.takeUsage(START_MS);
  buckets.charge(limit, 4, START_MS);
  // 3 of ours and 17 of others.
  buckets.learn(limit, -10, START_MS);
  expect(buckets.secondsToWait(limit, START_MS)).toBe(2);
  expect(buckets.takeUsage(START_MS)).toEqual([{ limit, events: 4 }]);
});
