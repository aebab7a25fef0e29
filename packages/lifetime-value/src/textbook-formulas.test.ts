// The formulas on the numbers that their authors published.
import { expect, test } from "vitest";
import {
  annualRevenueLessAcquisition,
  arpaMarginOverChurn,
  arpaOverChurn,
  arpaTimesLifetime,
  lifetimeMonthsAt,
  LifetimeInputError,
  saleMarginTimesTransactions,
  saleValueTimesTransactions,
} from "./index.ts";

test("ARPA × margin ÷ churn: $500 × 75 % ÷ 2.5 % = $15,000; $120 × 80 % ÷ 4 % = $2,400 over 25 months", () => {
  expect(arpaMarginOverChurn(500, 0.75, 0.025).value).toBeCloseTo(15_000, 8);
  expect(arpaMarginOverChurn(120, 0.8, 0.04).value).toBeCloseTo(2_400, 8);
  expect(lifetimeMonthsAt(0.04).months).toBeCloseTo(25, 12);
});

test("ARPA ÷ churn: ¥10,000 a month at 5 % is ¥200,000", () => {
  expect(arpaOverChurn(10_000, 0.05)).toEqual({ value: 200_000, capped: false });
});

test("ARPA × lifetime: ¥10,000 a month for 12 months is ¥120,000", () => {
  expect(arpaTimesLifetime(10_000, 12)).toBe(120_000);
});

test("sale value × transactions × retention period: ¥5,000 four times a year for 3 years is ¥60,000, at 30 % margin ¥18,000", () => {
  expect(saleValueTimesTransactions(5_000, 4, 3)).toBe(60_000);
  expect(saleMarginTimesTransactions(5_000, 0.3, 4, 3)).toBe(18_000);
});

test("annual revenue × years − CAC: ¥120,000 a year for 5 years less ¥150,000 is ¥450,000; too short a life loses money", () => {
  expect(annualRevenueLessAcquisition(120_000, 5, 150_000)).toBe(450_000);
  expect(annualRevenueLessAcquisition(120_000, 1, 150_000)).toBe(-30_000);
});

test("half the churn is twice the value", () => {
  expect(arpaOverChurn(80, 0.01).value).toBeCloseTo(2 * arpaOverChurn(80, 0.02).value, 8);
});

test("without churn the horizon stands for the lifetime, and says so", () => {
  expect(arpaOverChurn(100, 0)).toEqual({ value: 6_000, capped: true });
  expect(arpaOverChurn(100, 0, 36)).toEqual({ value: 3_600, capped: true });
});

test.each([
  ["a churn above 1", () => arpaOverChurn(100, 1.2), "monthlyChurn: expected 0 to 1, found 1.2"],
  ["a churn in percent", () => arpaOverChurn(100, 5), "monthlyChurn: expected 0 to 1, found 5"],
  ["a negative price", () => arpaOverChurn(-1, 0.1), "arpa: expected 0 or more, found -1"],
  [
    "a margin above 1",
    () => arpaMarginOverChurn(1, 80, 0.1),
    "grossMargin: expected 0 to 1, found 80",
  ],
  ["no number", () => arpaOverChurn(NaN, 0.1), "arpa: expected a number, found NaN"],
  [
    "an endless lifetime",
    () => arpaTimesLifetime(1, Infinity),
    "meanLifetimeMonths: expected a number, found Infinity",
  ],
])("%s is refused by name", (_, compute, message) => {
  expect(compute).toThrow(new LifetimeInputError(message));
});
