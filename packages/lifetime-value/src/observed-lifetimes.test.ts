// Mean lifetimes of accounts of which some are still there.
import { expect, test } from "vitest";
import {
  censoringAwareMeanLifetimeMonths,
  restrictedMeanLifetimeMonths,
  type ObservedLifetime,
} from "./index.ts";
import { seededRandom } from "./published-fixture.ts";

/** 5 % a month, and everybody watched for 24 months at most. */
function watched(accounts: number): ObservedLifetime[] {
  const random = seededRandom(1);
  return Array.from({ length: accounts }, () => {
    const months = -Math.log(1 - random()) / 0.05;
    return months < 24 ? { months, left: true } : { months: 24, left: false };
  });
}

test("accounts that are still there do not shorten the mean: 20 months at 5 % a month, watched for 24", () => {
  const lifetimes = watched(20_000);
  const months = lifetimes.reduce((sum, one) => sum + one.months, 0);
  const ended = lifetimes.filter(({ left }) => left);
  const naive = ended.reduce((sum, one) => sum + one.months, 0) / ended.length;
  expect(censoringAwareMeanLifetimeMonths(months, ended.length)).toBeCloseTo(20, 0);
  expect(naive).toBeLessThan(10);
  expect(censoringAwareMeanLifetimeMonths(1200, 0)).toBeNull();
});

test("within a horizon the mean is the area under the Kaplan-Meier curve: (1 − e^−1.2) ÷ 5 % = 14 of 24 months", () => {
  const found = restrictedMeanLifetimeMonths(watched(20_000), 24);
  expect(found?.months).toBeCloseTo((1 - Math.exp(-1.2)) / 0.05, 1);
  expect(found?.observedTo).toBe(24);
});

test("accounts that leave together leave before those last seen at that time", () => {
  const lifetimes = [
    { months: 2, left: false },
    { months: 2, left: true },
    { months: 2, left: true },
    { months: 5, left: false },
  ];
  // 2 whole months, then the half that is left for 8 more; nobody was watched after month 5.
  expect(restrictedMeanLifetimeMonths(lifetimes, 10)).toEqual({ months: 6, observedTo: 5 });
  expect(restrictedMeanLifetimeMonths([], 10)).toBeNull();
});
