// What a new customer costs and when it has paid for itself. Amounts in any one unit. Pure.
import { count, notNegative, positive, positiveInt, share, valueOf } from "./checked-numbers.ts";

/** Below 1 every customer loses money; from 3 it is healthy; above 5 more could be spent on growth. */
export type LtvToCacMark = "loses-money" | "thin" | "healthy" | "under-investing";

/** LTV : CAC that is asked for by custom. */
export const TARGET_LTV_TO_CAC = 3;
const UNDER_INVESTING_ABOVE = 5;

/** Acquisition spend ÷ new customers; null where no customer was won. */
export function customerAcquisitionCost(spend: number, newCustomers: number): number | null {
  const cost = valueOf("spend", notNegative, spend);
  const won = valueOf("newCustomers", count, newCustomers);
  return won === 0 ? null : cost / won;
}

/** LTV ÷ target ratio: a channel whose customers cost more does not reach the ratio. */
export function allowableAcquisitionCost(ltv: number, targetRatio = TARGET_LTV_TO_CAC): number {
  return valueOf("ltv", notNegative, ltv) / valueOf("targetRatio", positive, targetRatio);
}

/** LTV ÷ CAC; null where a customer costs nothing. */
export function ltvToCac(ltv: number, cac: number): number | null {
  const value = valueOf("ltv", notNegative, ltv);
  return valueOf("cac", notNegative, cac) === 0 ? null : value / cac;
}

/** Where a ratio stands against 3 : 1. Bounds: below 1, [1, 3), [3, 5], above 5. */
export function markOfLtvToCac(ratio: number): LtvToCacMark {
  const value = valueOf("ratio", notNegative, ratio);
  if (value < 1) return "loses-money";
  if (value < TARGET_LTV_TO_CAC) return "thin";
  return value <= UNDER_INVESTING_ABOVE ? "healthy" : "under-investing";
}

/** CAC ÷ (ARPA × gross margin) in months, as if no customer left; null where there is no margin. */
export function simplePaybackMonths(cac: number, arpa: number, grossMargin: number): number | null {
  const cost = valueOf("cac", notNegative, cac);
  const margin = valueOf("arpa", notNegative, arpa) * valueOf("grossMargin", share, grossMargin);
  if (cost === 0) return 0;
  return margin === 0 ? null : cost / margin;
}

/**
 * The months after which the margin of the customers that are STILL THERE has paid for all that were won: the smallest n with
 * Σ_{t<n} margin·S(t) ≥ CAC, the first margin coming at once. Null where that is not reached within the horizon: the
 * simple payback may then still look well.
 * @param survivalAt S(t): share of new customers still there after t months
 */
export function survivingPaybackMonths(
  cac: number,
  monthlyMargin: number,
  survivalAt: (months: number) => number,
  horizonMonths = 120,
): number | null {
  const cost = valueOf("cac", notNegative, cac);
  const margin = valueOf("monthlyMargin", notNegative, monthlyMargin);
  const horizon = valueOf("horizonMonths", positiveInt, horizonMonths);
  let earned = 0;
  for (let months = 0; months <= horizon; months += 1) {
    if (earned >= cost) return months;
    earned += margin * valueOf(`survivalAt(${months})`, share, survivalAt(months));
  }
  return null;
}
