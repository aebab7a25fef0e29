// The value of a contract at one price and one constant retention, by the formulas of the textbooks, discounted. Pure.
// All rates belong to the same period: with monthly payments a monthly retention and a monthly discount rate.
import { count, notNegative, positiveInt, share, valueOf } from "./checked-numbers.ts";
import { LifetimeInputError } from "./errors.ts";

const MONTHS_PER_YEAR = 12;

/** The rate per period of so many months that makes the annual rate in a year: (1 + i)^(months ÷ 12) − 1, not i·months ÷ 12. */
export function periodDiscountRate(annualRate: number, months: number): number {
  const growth = Math.log1p(valueOf("annualRate", notNegative, annualRate));
  return Math.expm1((growth * valueOf("months", positiveInt, months)) / MONTHS_PER_YEAR);
}

/** What one account pays and how it stays, per period. */
export interface ConstantContract {
  /** Margin of one period, in the unit of the answer. */
  readonly margin: number;
  /** Probability of staying from one period to the next, 0 to 1. */
  readonly retention: number;
  readonly discountRate: number;
}

interface Checked {
  readonly m: number;
  readonly r: number;
  readonly i: number;
}

function checked({ margin, retention, discountRate }: ConstantContract): Checked {
  return {
    m: valueOf("margin", notNegative, margin),
    r: valueOf("retention", share, retention),
    i: valueOf("discountRate", notNegative, discountRate),
  };
}

/** m·(1 + i) ÷ (1 + i − r): the first payment is made now and counts in full. Null where nobody leaves and nothing is discounted. */
export function clvFirstPaymentNow(contract: ConstantContract): number | null {
  const { m, r, i } = checked(contract);
  return 1 + i > r ? (m * (1 + i)) / (1 + i - r) : null;
}

/** m·r ÷ (1 + i − r): without the first payment, which has already been made. */
export function clvWithoutFirstPayment(contract: ConstantContract): number | null {
  const { m, r, i } = checked(contract);
  return 1 + i > r ? (m * r) / (1 + i - r) : null;
}

/** m ÷ (1 + i − r): the first payment is certain and made at the end of the first period. */
export function clvFirstPaymentAtPeriodEnd(contract: ConstantContract): number | null {
  const { m, r, i } = checked(contract);
  return 1 + i > r ? m / (1 + i - r) : null;
}

/** The first `periods` payments of the first form: m·Σ_{t<periods} (r ÷ (1 + i))^t. */
export function clvWithin(contract: ConstantContract, periods: number): number {
  const { m, r, i } = checked(contract);
  const number = valueOf("periods", count, periods);
  const weight = r / (1 + i);
  return weight === 1 ? m * number : (m * (1 - weight ** number)) / (1 - weight);
}

/** A contract with a term: the rest of it is certain, then it renews or not, and after that an account stays with `retention`. */
export interface TermContract extends ConstantContract {
  /** Payments left in the current term, the first of them now. */
  readonly periodsLeft: number;
  /** Probability that it renews at the end of the current term. */
  readonly renewalProbability: number;
}

/**
 * Σ_{t<T} m ÷ (1 + i)^t, the certain rest of the term, + p·m·(1 + i) ÷ (1 + i − r) ÷ (1 + i)^T, what comes after a renewal.
 * Null where what comes after has no end.
 */
export function contractualLifetimeValue(
  contract: TermContract,
): { readonly certain: number; readonly afterRenewal: number; readonly value: number } | null {
  const { periodsLeft, renewalProbability, ...rest } = contract;
  const certain = clvWithin({ ...rest, retention: 1 }, periodsLeft);
  const perRenewal = clvFirstPaymentNow(contract);
  if (perRenewal === null) return null;
  const probability = valueOf("renewalProbability", share, renewalProbability);
  const afterRenewal = (probability * perRenewal) / (1 + contract.discountRate) ** periodsLeft;
  return { certain, afterRenewal, value: certain + afterRenewal };
}

/**
 * m ÷ (c − g) with c = 1 − r: margin growing by g each period, not discounted. Null where g ≥ c: the value has no end.
 */
export function marginOverChurnLessExpansion(
  margin: number,
  churn: number,
  expansion: number,
): number | null {
  const m = valueOf("margin", notNegative, margin);
  const c = valueOf("churn", share, churn);
  const g = expansionRate(expansion);
  return c > g ? m / (c - g) : null;
}

/**
 * The first form with margin growing by g each period: m·(1 + i) ÷ (1 + i − r·(1 + g)). Null where r·(1 + g) ≥ 1 + i: no discount
 * catches up with such growth, and every number printed would be an invention.
 */
export function clvWithExpansion(contract: ConstantContract, expansion: number): number | null {
  const { m, r, i } = checked(contract);
  const grown = r * (1 + expansionRate(expansion));
  return grown < 1 + i ? (m * (1 + i)) / (1 + i - grown) : null;
}

/** The expansion per period from which on clvWithExpansion has no end: (1 + i) ÷ r − 1; null where nobody stays. */
export function expansionLimit(retention: number, discountRate: number): number | null {
  const { r, i } = checked({ margin: 0, retention, discountRate });
  return r === 0 ? null : (1 + i) / r - 1;
}

function expansionRate(expansion: number): number {
  if (Number.isFinite(expansion) && expansion > -1) return expansion;
  throw new LifetimeInputError(`expansion: expected a number above -1, found ${expansion}`);
}
