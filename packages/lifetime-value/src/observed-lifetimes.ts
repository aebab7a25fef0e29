// Lifetimes of accounts of which some are still there: means that do not take "not ended yet" for "ended now". Pure.
import { count, notNegative, positive, valueOf } from "./checked-numbers.ts";

/** How long an account has been watched, and whether it left at the end of it. */
export interface ObservedLifetime {
  readonly months: number;
  readonly left: boolean;
}

/**
 * Months watched in all ÷ accounts that left: the censoring-aware mean lifetime (exact if the churn rate is constant). Accounts
 * that are still there count with the months so far; leaving them out, or counting them as ended, would be too short.
 * Null while nobody has left.
 */
export function censoringAwareMeanLifetimeMonths(
  accountMonths: number,
  churnedAccounts: number,
): number | null {
  const exposure = valueOf("accountMonths", notNegative, accountMonths);
  const churned = valueOf("churnedAccounts", count, churnedAccounts);
  return churned === 0 ? null : exposure / churned;
}

/**
 * The mean lifetime within a horizon: the area under the Kaplan-Meier curve up to it. It needs no constant churn rate, and says nothing of
 * what lies beyond. `observedTo` is the last month with an account under watch: the curve is level after it, so a horizon
 * beyond is not known but assumed. Null without accounts.
 */
export function restrictedMeanLifetimeMonths(
  lifetimes: readonly ObservedLifetime[],
  horizonMonths: number,
): { readonly months: number; readonly observedTo: number } | null {
  const horizon = valueOf("horizonMonths", positive, horizonMonths);
  if (lifetimes.length === 0) return null;
  const ordered = lifetimes
    .map(({ months, left }) => ({ months: valueOf("months", notNegative, months), left }))
    .sort((a, b) => a.months - b.months || Number(b.left) - Number(a.left));
  let share = 1;
  let area = 0;
  let from = 0;
  for (const [index, { months, left }] of ordered.entries()) {
    const until = Math.min(months, horizon);
    area += share * (until - from);
    from = until;
    if (months >= horizon) break;
    // One by one in the order of time is the same as d of n at once: (n − 1)/n · (n − 2)/(n − 1) … = (n − d)/n.
    if (left) share *= 1 - 1 / (ordered.length - index);
  }
  area += share * (horizon - from);
  return { months: area, observedTo: Math.min(horizon, ordered.at(-1)?.months ?? 0) };
}
