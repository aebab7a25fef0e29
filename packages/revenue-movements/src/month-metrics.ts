// In: the movements of many accounts, one account at a time. Out: revenue metrics per month. Pure; memory grows with the
// months, not with the accounts.
import type { MrrDay } from "./account-revenue.ts";
import type { Movement, MovementKind } from "./movements.ts";

/** Published next to the numbers: the same names mean different things elsewhere. */
export const MONTH_METRIC_DEFINITIONS = {
  nrr: "MRR at the month's end of the accounts that paid at its start ÷ their MRR at its start. New and reactivated accounts are in neither; an account that left and came back within the month has not left.",
  grr: "As NRR, but no account counts with more than its MRR at the start: at most 1.",
  logoChurn:
    "Accounts that paid at the month's start and have no active subscription at its end ÷ accounts that paid at its start.",
  quickRatio:
    "(new + expansion + reactivation) ÷ (contraction + churn), as sums of the month's movements.",
  arpa: "MRR at the month's end ÷ accounts that pay at its end.",
} as const;

/** Running sums of one month. Amounts in the reporting currency's minor unit; `contraction` and `churn` are ≤ 0. */
export interface MonthTotals {
  readonly month: string;
  readonly movedMinor: Record<MovementKind, number>;
  startMrrMinor: number;
  endMrrMinor: number;
  startAccounts: number;
  endAccounts: number;
  churnedAccounts: number;
  keptMinor: number;
  keptCappedMinor: number;
  accountsWithoutRate: number;
}

/** Null where a denominator is 0. */
export interface MonthMetrics extends Omit<MonthTotals, "keptMinor" | "keptCappedMinor"> {
  readonly nrr: number | null;
  readonly grr: number | null;
  readonly logoChurn: number | null;
  readonly quickRatio: number | null;
  readonly arpaMinor: number | null;
}

/** Empty totals of the months (YYYY-MM) in ascending order. */
export function beginMonths(months: readonly string[]): MonthTotals[] {
  return [...months].sort().map((month) => ({
    month,
    movedMinor: { new: 0, expansion: 0, contraction: 0, churn: 0, reactivation: 0 },
    startMrrMinor: 0,
    endMrrMinor: 0,
    startAccounts: 0,
    endAccounts: 0,
    churnedAccounts: 0,
    keptMinor: 0,
    keptCappedMinor: 0,
    accountsWithoutRate: 0,
  }));
}

function addMonth(totals: MonthTotals, startMinor: number, moved: readonly Movement[]): number {
  for (const { kind, amountMinor } of moved) totals.movedMinor[kind] += amountMinor;
  const last = moved.at(-1);
  const endMinor = last?.mrrAfterMinor ?? startMinor;
  totals.startMrrMinor += startMinor;
  totals.endMrrMinor += endMinor;
  if (endMinor > 0) totals.endAccounts += 1;
  if (startMinor > 0) {
    totals.startAccounts += 1;
    totals.keptMinor += endMinor;
    totals.keptCappedMinor += Math.min(startMinor, endMinor);
    if (last?.kind === "churn") totals.churnedAccounts += 1;
  }
  return endMinor;
}

function lacksRate(mrrDays: readonly MrrDay[], month: string): boolean {
  const last = mrrDays.findLast((entry) => entry.day.slice(0, 7) <= month);
  return last !== undefined && last.mrrMinor === null;
}

/**
 * Adds one account to every month's totals. An account whose MRR is unknown at a month's end counts with its last known
 * MRR, and in `accountsWithoutRate`: a reader sees that the sum is not whole.
 */
export function addAccount(
  months: readonly MonthTotals[],
  account: { readonly mrrDays: readonly MrrDay[]; readonly movements: readonly Movement[] },
): void {
  const { movements } = account;
  let next = 0;
  let mrrMinor = 0;
  for (const totals of months) {
    for (; (movements[next]?.day.slice(0, 7) ?? "~") < totals.month; next += 1)
      mrrMinor = movements[next]?.mrrAfterMinor ?? mrrMinor;
    const first = next;
    while (movements[next]?.day.slice(0, 7) === totals.month) next += 1;
    mrrMinor = addMonth(totals, mrrMinor, movements.slice(first, next));
    if (lacksRate(account.mrrDays, totals.month)) totals.accountsWithoutRate += 1;
  }
}

function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}

/** The month's metrics by MONTH_METRIC_DEFINITIONS. */
export function metricsOf(totals: MonthTotals): MonthMetrics {
  const { keptMinor, keptCappedMinor, ...sums } = totals;
  const moved = totals.movedMinor;
  return {
    ...sums,
    nrr: ratio(keptMinor, totals.startMrrMinor),
    grr: ratio(keptCappedMinor, totals.startMrrMinor),
    logoChurn: ratio(totals.churnedAccounts, totals.startAccounts),
    quickRatio: ratio(
      moved.new + moved.expansion + moved.reactivation,
      Math.abs(moved.contraction + moved.churn),
    ),
    arpaMinor: ratio(totals.endMrrMinor, totals.endAccounts),
  };
}
