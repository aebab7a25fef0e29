// One contract at constant rates: $100 a month, 80 % margin, 2 % churn a month, 10 % a year, recomputed in 50 digits.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  clvFirstPaymentAtPeriodEnd,
  clvFirstPaymentNow,
  clvWithExpansion,
  clvWithin,
  clvWithoutFirstPayment,
  contractualLifetimeValue,
  discountedExpectedLifetime,
  expansionLimit,
  LifetimeInputError,
  lifetimeWithin,
  marginOverChurnLessExpansion,
  periodDiscountRate,
} from "./index.ts";

const MONTHLY = periodDiscountRate(0.1, 1);
const CONTRACT = { margin: 80, retention: 0.98, discountRate: MONTHLY };

test("10 % a year is 0.797414 % a month, and 10 % for a term of 12 months", () => {
  expect(MONTHLY).toBeCloseTo(0.007974140428903742, 15);
  expect(periodDiscountRate(0.1, 12)).toBeCloseTo(0.1, 15);
});

test("the three textbook CLVs differ by when the first payment is made: $2,882.59, $2,802.59, $2,859.78", () => {
  expect(clvFirstPaymentNow(CONTRACT)).toBeCloseTo(2882.5883475938626, 8);
  expect(clvWithoutFirstPayment(CONTRACT)).toBeCloseTo(2802.5883475938626, 8);
  expect(clvFirstPaymentAtPeriodEnd(CONTRACT)).toBeCloseTo(2859.7840281570025, 8);
});

test("within 12, 24, 36 and 60 months: $826.21, $1,415.61, $1,836.08, $2,350.01", () => {
  expect([12, 24, 36, 60].map((months) => clvWithin(CONTRACT, months).toFixed(2))).toEqual([
    "826.21",
    "1415.61",
    "1836.08",
    "2350.01",
  ]);
});

test("1 % expansion a month makes $4,436.96; from 2.8545 % on the value has no end and none is given", () => {
  expect(clvWithExpansion(CONTRACT, 0.01)).toBeCloseTo(4436.959841361607, 8);
  const limit = expansionLimit(0.98, MONTHLY) ?? NaN;
  expect(limit).toBeCloseTo(0.02854504125398341, 14);
  expect(clvWithExpansion(CONTRACT, limit + 1e-12)).toBeNull();
  expect(clvWithExpansion(CONTRACT, limit - 1e-6)).not.toBeNull();
});

test("margin ÷ (churn − expansion) only holds while churn is the larger", () => {
  expect(marginOverChurnLessExpansion(80, 0.02, 0)).toBeCloseTo(4000, 9);
  expect(marginOverChurnLessExpansion(80, 0.02, 0.01)).toBeCloseTo(8000, 9);
  expect(marginOverChurnLessExpansion(80, 0.02, 0.02)).toBeNull();
  expect(marginOverChurnLessExpansion(80, 0.02, 0.03)).toBeNull();
});

test("a contract's certain rest comes first, then what its renewal is worth", () => {
  const year = { margin: 100, retention: 0.9, discountRate: 0.1 };
  const value = contractualLifetimeValue({ ...year, periodsLeft: 2, renewalProbability: 0.5 });
  const afterTwo = (0.5 * 100 * 1.1) / 0.2 / 1.21;
  expect(value?.certain).toBeCloseTo(100 + 100 / 1.1, 10);
  expect(value?.afterRenewal).toBeCloseTo(afterTwo, 10);
  expect(value?.value).toBeCloseTo(100 + 100 / 1.1 + afterTwo, 10);
});

test("an account that never leaves is worth nothing definite without a discount", () => {
  const endless = { margin: 80, retention: 1, discountRate: 0 };
  expect(clvFirstPaymentNow(endless)).toBeNull();
  expect(clvWithin(endless, 12)).toBe(960);
  expect(
    contractualLifetimeValue({ ...endless, periodsLeft: 1, renewalProbability: 1 }),
  ).toBeNull();
});

test("a rate in percent and a growth below -100 % are refused by name", () => {
  expect(() => clvFirstPaymentNow({ ...CONTRACT, retention: 98 })).toThrow(
    new LifetimeInputError("retention: expected 0 to 1, found 98"),
  );
  expect(() => clvWithExpansion(CONTRACT, -1)).toThrow(
    new LifetimeInputError("expansion: expected a number above -1, found -1"),
  );
});

test("with the same mean churn, accounts that differ are worth more: the mean hides the loyal (Jensen)", () => {
  const values = [0.5, 1, 2, 5].map((gamma) => {
    const curve = { kind: "sBG" as const, gamma, delta: gamma * 49 };
    return (80 * (discountedExpectedLifetime(curve, MONTHLY) ?? NaN)).toFixed(2);
  });
  expect(values).toEqual(["5120.75", "4210.37", "3596.92", "3174.15"]);
});

test("whose value it is matters: 1 % and 5 % a month in equal numbers, $80 of margin", () => {
  const value = (retention: number) => clvFirstPaymentNow({ ...CONTRACT, retention }) ?? NaN;
  const mixed = { kind: "two-segment" as const, theta1: 0.01, theta2: 0.05, share1: 0.5 };
  const ofNew = 80 * (discountedExpectedLifetime(mixed, MONTHLY) ?? NaN);
  expect(ofNew).toBeCloseTo(2938.629817225201, 6);
  // The mean churn of 3 % is too low for the new; the 1.667 % seen on a grown base is too high for them, and too low for the base.
  expect(value(0.97)).toBeCloseTo(2123.4958928243527, 6);
  expect(value(1 - 2 / (1 / 0.01 + 1 / 0.05))).toBeCloseTo(3272.5361195172986, 6);
  const ofBase = (value(0.99) / 0.01 + value(0.95) / 0.05) / (1 / 0.01 + 1 / 0.05);
  expect(ofBase).toBeCloseTo(3970.4301543439083, 6);
});

test("the constant-churn CLV is the margin times the geometric curve's lifetime", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      (retention, discountRate) => {
        const curve = { kind: "geometric" as const, theta: 1 - retention };
        const contract = { margin: 1, retention, discountRate };
        expect(clvFirstPaymentNow(contract)).toBeCloseTo(
          discountedExpectedLifetime(curve, discountRate) ?? NaN,
          6,
        );
        expect(clvWithin(contract, 36)).toBeCloseTo(lifetimeWithin(curve, 36, discountRate), 8);
      },
    ),
  );
});
