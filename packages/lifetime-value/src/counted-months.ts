// The payments of the months that an account's own hazards speak of. Pure.
import { OWN_MONTHS } from "./predicted-values.ts";

/** The payments of the counted months, per payment of 1 now. */
export interface CountedMonths {
  readonly sum: number;
  /** Weight × survival of the last counted payment. */
  readonly last: number;
  /** By the logarithm of the hazards' level. */
  readonly sumByLevel: number;
  readonly lastByLevel: number;
}

/**
 * @param hazards at [k]: the probability that the account, still there after k months, is gone after k + 1; none for a new account
 * @param weight what a payment of the next month weighs against one of this month
 */
export function countMonths(hazards: Float64Array, weight: number): CountedMonths {
  let last = 1;
  let sum = 1;
  let logSurvival = 0;
  let sumByLevel = 0;
  for (const hazard of hazards) {
    last *= weight * (1 - hazard);
    logSurvival += Math.log1p(-hazard);
    sum += last;
    // Nobody is left: another level of the hazards changes nothing (and 0 × −∞ is no number).
    if (last > 0) sumByLevel += last * logSurvival;
  }
  return { sum, last, sumByLevel, lastByLevel: last > 0 ? last * logSurvival : 0 };
}

/** The payments of the first twelve months, growing but not discounted: one now, and one after each of eleven months. */
export function paymentsOfYear(hazards: Float64Array, growth: number): number {
  let payment = 1;
  let sum = 1;
  for (let month = 0; month < OWN_MONTHS - 1; month += 1) {
    payment *= growth * (1 - (hazards[month] as number));
    sum += payment;
  }
  return sum;
}
