// What goes into and comes out of a predicted lifetime value, per account. Pure.
import type { CurveFit, NoFit } from "./fit-curve.ts";

/** Months that an account's own hazards speak of. */
export const OWN_MONTHS = 12;

/** How later payments count, the same for all accounts of a run. */
export interface ValueTerms {
  /** 0.1 for 10 % a year; turned into (1 + i)^(1/12) − 1 a month. */
  readonly discountAnnualRate: number;
  /** What survivors' payments grow by each month, a process of its own; `sd` is the standard error of the rate. */
  readonly expansion?: { readonly monthlyRate: number; readonly sd?: number };
}

/** Where an account's survival goes after its own hazards. */
export interface ValueTail {
  readonly model: CurveFit | NoFit;
  /** Months from one renewal to the next: survival only falls at renewals. */
  readonly termMonths: number;
}

/** Amounts are minor units a month while the account pays; a margin is negative where the account costs more than it brings. */
export interface ExistingAccount {
  readonly monthlyRevenueMinor: number;
  readonly monthlyMarginMinor: number;
  /** At [k]: the probability that the account, still there after k months, is gone after k + 1. */
  readonly hazards: Float64Array;
  /** Standard error of the logarithm of their level: e^± of it are plausible factors for all twelve. 0 where it is not given. */
  readonly hazardsLogSd?: number;
  readonly tail: ValueTail;
  readonly renewalsBehind: number;
  /** From now to the next renewal, from 1. */
  readonly monthsToRenewal: number;
}

export interface NewAccount {
  readonly monthlyMarginMinor: number;
  readonly tail: ValueTail;
}

/** An expected value and, where the errors of what it rests on are known, its 90 % interval. */
export interface PredictedValue {
  readonly valueMinor: number;
  readonly lowMinor: number | null;
  readonly highMinor: number | null;
}

/**
 * - `no-tail`: there is no curve, so that nothing is said beyond the twelve months.
 * - `unbounded-diverges`: with this discount and expansion the unbounded value has no end; only the bounded ones are given.
 * - `no-interval`: the curve has no standard errors (nobody left, everybody left, or at the edge of what is possible), or ones
 *   larger than the value itself.
 */
export type ValueFlag = "no-tail" | "unbounded-diverges" | "no-interval";

/** The value of an account as it stands, its renewals behind it. Null where the flags say why. */
export interface ExistingAccountValue {
  /** Revenue of the next 12 months, not discounted: 12 payments, the first one now. */
  readonly expectedRevenue12MonthsMinor: number;
  readonly existingLtv36Months: PredictedValue | null;
  readonly existingLtv60Months: PredictedValue | null;
  readonly existingLtvUnbounded: PredictedValue | null;
  readonly flags: readonly ValueFlag[];
}

/** The value of an account that is won today and of which nothing is known but its margin. */
export interface NewAccountValue {
  readonly newLtv36Months: PredictedValue | null;
  readonly newLtv60Months: PredictedValue | null;
  readonly newLtvUnbounded: PredictedValue | null;
  readonly flags: readonly ValueFlag[];
}

export interface ValuePredictor {
  readonly existing: (account: ExistingAccount) => ExistingAccountValue;
  readonly new: (account: NewAccount) => NewAccountValue;
}
