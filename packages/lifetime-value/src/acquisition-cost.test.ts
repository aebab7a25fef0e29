// What customers cost, and when they have paid for themselves.
import { expect, test } from "vitest";
import {
  allowableAcquisitionCost,
  customerAcquisitionCost,
  LifetimeInputError,
  ltvToCac,
  markOfLtvToCac,
  simplePaybackMonths,
  survivingPaybackMonths,
} from "./index.ts";

test("CAC is spend ÷ new customers, and has no answer where none was won", () => {
  expect(customerAcquisitionCost(1_000_000, 20)).toBe(50_000);
  expect(customerAcquisitionCost(1_000_000, 0)).toBeNull();
});

test("an LTV of ¥200,000 allows a CAC of a third; the ratio is marked at 1, 3 and 5", () => {
  expect(allowableAcquisitionCost(210_000)).toBe(70_000);
  expect(allowableAcquisitionCost(200_000, 4)).toBe(50_000);
  expect(ltvToCac(15_000, 5_000)).toBe(3);
  expect(ltvToCac(15_000, 0)).toBeNull();
  expect([0.99, 1, 2.99, 3, 5, 5.01].map(markOfLtvToCac)).toEqual([
    "loses-money",
    "thin",
    "thin",
    "healthy",
    "healthy",
    "under-investing",
  ]);
});

test("payback on margin: $6,000 at $500 a month and 75 % is 16 months", () => {
  expect(simplePaybackMonths(6_000, 500, 0.75)).toBe(16);
  expect(simplePaybackMonths(6_000, 0, 0.75)).toBeNull();
  expect(simplePaybackMonths(0, 0, 0.75)).toBe(0);
});

test("on the margin of those still there payback takes longer, or never comes", () => {
  const margin = 100;
  const survival = (churn: number) => (months: number) => (1 - churn) ** months;
  expect(survivingPaybackMonths(1_000, margin, () => 1)).toBe(10);
  expect(survivingPaybackMonths(1_000, margin, survival(0.05))).toBe(14);
  // 100 ÷ 10 % = 1,000 in all, however long one waits; the simple payback says 12 months.
  expect(survivingPaybackMonths(1_200, margin, survival(0.1))).toBeNull();
  expect(simplePaybackMonths(1_200, 100, 1)).toBe(12);
  expect(survivingPaybackMonths(0, 0, () => 0)).toBe(0);
});

test("a survival above 1 is refused with its month", () => {
  expect(() => survivingPaybackMonths(1, 1, () => 0.1, 12)).not.toThrow();
  expect(() => survivingPaybackMonths(10, 1, (months) => 1 + months)).toThrow(
    new LifetimeInputError("survivalAt(1): expected 0 to 1, found 2"),
  );
});
