// What an account must look like to be valued. By hand instead of zod, because it runs a million times in one job. Pure.
import { LifetimeInputError } from "./errors.ts";
import { OWN_MONTHS, type ExistingAccount } from "./predicted-values.ts";

const MOST_RENEWALS = 100_000;
/** Twenty years: whatever grows by the largest expansion for so long is still a number. */
export const LONGEST_TERM_MONTHS = 240;

/** Amounts may be negative: an account may cost more than it brings. */
export function checkAmount(name: string, amount: number): void {
  if (!Number.isFinite(amount))
    throw new LifetimeInputError(`${name}: expected a number, found ${amount}`);
}

/** Throws LifetimeInputError by the number's name. */
export function checkWhole(name: string, value: number, from: number, to: number): void {
  if (!Number.isInteger(value) || value < from || value > to)
    throw new LifetimeInputError(
      `${name}: expected a whole number from ${from} to ${to}, found ${value}`,
    );
}

/** Throws LifetimeInputError by the first number that makes no sense. */
export function checkAccount(account: ExistingAccount): void {
  checkAmount("monthlyRevenueMinor", account.monthlyRevenueMinor);
  checkAmount("monthlyMarginMinor", account.monthlyMarginMinor);
  checkWhole("renewalsBehind", account.renewalsBehind, 0, MOST_RENEWALS);
  checkWhole("monthsToRenewal", account.monthsToRenewal, 1, LONGEST_TERM_MONTHS);
  checkWhole("tail.termMonths", account.tail.termMonths, 1, LONGEST_TERM_MONTHS);
  const { hazards, hazardsLogSd = 0 } = account;
  if (!(hazardsLogSd >= 0 && hazardsLogSd < Infinity))
    throw new LifetimeInputError(`hazardsLogSd: expected 0 or more, found ${hazardsLogSd}`);
  if (hazards.length !== OWN_MONTHS)
    throw new LifetimeInputError(`hazards: expected ${OWN_MONTHS}, found ${hazards.length}`);
  hazards.forEach((hazard, month) => {
    if (!(hazard >= 0 && hazard <= 1))
      throw new LifetimeInputError(`hazards[${month}]: expected 0 to 1, found ${hazard}`);
  });
}
