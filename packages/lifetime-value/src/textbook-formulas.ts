// The lifetime values of the textbooks, each under its own name, for one price, one churn rate, one margin. Pure.
// None of them is ever NaN or infinite: where a formula has no answer, the answer is null or, for no churn at all, the horizon.
import { notNegative, positiveInt, share, valueOf } from "./checked-numbers.ts";

/** An amount in the unit of the ARPA that was given. `capped`: churn was 0, so the horizon stands for the lifetime. */
export interface LifetimeValue {
  readonly value: number;
  readonly capped: boolean;
}

/** Months after which nothing is counted when there is no churn to end a lifetime. */
export const DEFAULT_HORIZON_MONTHS = 60;

/**
 * 1 ÷ churn, the mean lifetime in months if every account leaves with the same probability each month; the horizon if churn
 * is 0.
 */
export function lifetimeMonthsAt(
  monthlyChurn: number,
  horizonMonths = DEFAULT_HORIZON_MONTHS,
): { readonly months: number; readonly capped: boolean } {
  const churn = valueOf("monthlyChurn", share, monthlyChurn);
  const horizon = valueOf("horizonMonths", positiveInt, horizonMonths);
  return churn === 0 ? { months: horizon, capped: true } : { months: 1 / churn, capped: false };
}

function margined(arpa: number, grossMargin: number): number {
  return valueOf("arpa", notNegative, arpa) * valueOf("grossMargin", share, grossMargin);
}

/** ARPA ÷ churn: the revenue of a lifetime. ¥10,000 a month at 5 % are ¥200,000. */
export function arpaOverChurn(
  arpa: number,
  monthlyChurn: number,
  horizonMonths = DEFAULT_HORIZON_MONTHS,
): LifetimeValue {
  return arpaMarginOverChurn(arpa, 1, monthlyChurn, horizonMonths);
}

/** ARPA × gross margin ÷ churn: the margin of a lifetime. $500 × 75 % ÷ 2.5 % = $15,000. */
export function arpaMarginOverChurn(
  arpa: number,
  grossMargin: number,
  monthlyChurn: number,
  horizonMonths = DEFAULT_HORIZON_MONTHS,
): LifetimeValue {
  const { months, capped } = lifetimeMonthsAt(monthlyChurn, horizonMonths);
  return { value: margined(arpa, grossMargin) * months, capped };
}

/** ARPA × mean lifetime in months, wherever the lifetime comes from: the revenue of a lifetime. */
export function arpaTimesLifetime(arpa: number, meanLifetimeMonths: number): number {
  return margined(arpa, 1) * valueOf("meanLifetimeMonths", notNegative, meanLifetimeMonths);
}

/** Sale value × transactions per period × retention period (in those periods): the revenue of a lifetime of separate purchases. */
export function saleValueTimesTransactions(
  saleValue: number,
  transactionsPerPeriod: number,
  retentionPeriods: number,
): number {
  return saleMarginTimesTransactions(saleValue, 1, transactionsPerPeriod, retentionPeriods);
}

/** Sale value × margin × transactions per period × retention period: the margin of a lifetime of separate purchases. */
export function saleMarginTimesTransactions(
  saleValue: number,
  grossMargin: number,
  transactionsPerPeriod: number,
  retentionPeriods: number,
): number {
  return (
    valueOf("saleValue", notNegative, saleValue) *
    valueOf("grossMargin", share, grossMargin) *
    valueOf("transactionsPerPeriod", notNegative, transactionsPerPeriod) *
    valueOf("retentionPeriods", notNegative, retentionPeriods)
  );
}

/** Annual revenue × years − CAC: what a customer leaves after it has been paid for. Negative where it never pays for itself. */
export function annualRevenueLessAcquisition(
  annualRevenue: number,
  years: number,
  cac: number,
): number {
  const revenue = valueOf("annualRevenue", notNegative, annualRevenue);
  return revenue * valueOf("years", notNegative, years) - valueOf("cac", notNegative, cac);
}
