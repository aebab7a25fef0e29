// In: the movements of many accounts, one account at a time. Out: revenue metrics per month. Pure; memory grows with the
// months, not with the accounts.
import type { MrrDay } from "./account-revenue.ts";
import type { Movement, MovementKind } from "./movements.ts";

/** Published next to the numbers, word for word: the same names mean different things elsewhere. */
export const MONTH_METRIC_DEFINITIONS = {
  arr: "annual recurring revenue: 12 x MRR at the month's end",
  arpa: "average revenue per account: MRR at the month's end / accounts that pay at its end; NULL when nobody pays",
  nrr: "net revenue retention of the month: MRR at its end of the accounts that paid at its start / their MRR at its start; new and reactivated accounts are in neither, and an account that left and came back within the month has not left; NULL when nobody paid",
  grr: "gross revenue retention of the month: as nrr, but no account counts with more than its MRR at the start, so at most 1; NULL when nobody paid",
  grossRevenueChurn:
    "what the accounts that paid at the month's start lost of their MRR by churn and contraction, without what others of them gained / their MRR at the start: 1 - grr; NULL when nobody paid",
  netRevenueChurn:
    "the same less what they gained by expansion: 1 - nrr, below 0 when they grow; NULL when nobody paid",
  logoChurn:
    "accounts that paid at the month's start and have no active subscription at its end / accounts that paid at its start, 0 to 1; NULL when nobody paid",
  quickRatio:
    "(new + expansion + reactivation) / (contraction + churn), as sums of the month's movements; NULL when nothing was lost",
  annualNrr:
    "net revenue retention over the 12 months up to the month's end: MRR at its end of the accounts that paid 12 months before / their MRR then; not 12 x a month's; accounts won in between are in neither, and one that left and came back counts with what it pays at the end; NULL when nobody paid then",
  annualGrr:
    "gross revenue retention over the same 12 months: as annual_nrr, but no account counts with more than its MRR then, so at most 1",
  annualLogoChurn:
    "accounts that paid 12 months before and have no active subscription at the month's end / accounts that paid then, 0 to 1",
} as const;

/** What became of the accounts that paid at a moment. Amounts in the reporting currency's minor unit. */
export interface KeptTotals {
  baseMinor: number;
  keptMinor: number;
  /** With no account above what it paid at first. */
  keptCappedMinor: number;
  baseAccounts: number;
  churnedAccounts: number;
}

/** Running sums of one month. Amounts in the reporting currency's minor unit; `contraction` and `churn` are ≤ 0. */
export interface MonthTotals {
  readonly month: string;
  readonly movedMinor: Record<MovementKind, number>;
  endMrrMinor: number;
  endAccounts: number;
  accountsWithoutRate: number;
  /** Of the accounts that paid at the month's start. */
  readonly kept: KeptTotals;
  /** Of the accounts that paid 12 months before the month's end. */
  readonly keptOfYear: KeptTotals;
}

/** Null where a denominator is 0. */
export interface MonthMetrics extends Omit<MonthTotals, "kept" | "keptOfYear"> {
  readonly startMrrMinor: number;
  readonly startAccounts: number;
  /** Of those that paid at the start. */
  readonly churnedAccounts: number;
  readonly arrMinor: number;
  readonly arpaMinor: number | null;
  readonly nrr: number | null;
  readonly grr: number | null;
  readonly grossRevenueChurn: number | null;
  readonly netRevenueChurn: number | null;
  readonly logoChurn: number | null;
  readonly quickRatio: number | null;
  readonly annualNrr: number | null;
  readonly annualGrr: number | null;
  readonly annualLogoChurn: number | null;
}

function nothingKept(): KeptTotals {
  return { baseMinor: 0, keptMinor: 0, keptCappedMinor: 0, baseAccounts: 0, churnedAccounts: 0 };
}

/** Empty totals of the months (YYYY-MM) in ascending order. */
export function beginMonths(months: readonly string[]): MonthTotals[] {
  return [...months].sort().map((month) => ({
    month,
    movedMinor: { new: 0, expansion: 0, contraction: 0, churn: 0, reactivation: 0 },
    endMrrMinor: 0,
    endAccounts: 0,
    accountsWithoutRate: 0,
    kept: nothingKept(),
    keptOfYear: nothingKept(),
  }));
}

/** Reads movements once, in ascending order of months. */
class MovementCursor {
  readonly #movements: readonly Movement[];
  #next = 0;

  constructor(movements: readonly Movement[]) {
    this.#movements = movements;
  }

  /** The last movement up to the end of the month. */
  lastBy(month: string): Movement | undefined {
    while ((this.#movements[this.#next]?.day.slice(0, 7) ?? "~") <= month) this.#next += 1;
    return this.#movements[this.#next - 1];
  }

  /** The movements of the month; those before it are passed over. */
  within(month: string): readonly Movement[] {
    while ((this.#movements[this.#next]?.day.slice(0, 7) ?? "~") < month) this.#next += 1;
    const first = this.#next;
    this.lastBy(month);
    return this.#movements.slice(first, this.#next);
  }
}

/** YYYY-MM, a year earlier. */
function yearBefore(month: string): string {
  return `${String(Number(month.slice(0, 4)) - 1).padStart(4, "0")}${month.slice(4)}`;
}

function addKept(totals: KeptTotals, baseMinor: number, last: Movement | undefined): void {
  if (baseMinor <= 0) return;
  const endMinor = last?.mrrAfterMinor ?? 0;
  totals.baseMinor += baseMinor;
  totals.keptMinor += endMinor;
  totals.keptCappedMinor += Math.min(baseMinor, endMinor);
  totals.baseAccounts += 1;
  if (last?.kind === "churn") totals.churnedAccounts += 1;
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
  const [now, aYearAgo] = [
    new MovementCursor(account.movements),
    new MovementCursor(account.movements),
  ];
  for (const totals of months) {
    const moved = now.within(totals.month);
    const last = now.lastBy(totals.month);
    const endMinor = last?.mrrAfterMinor ?? 0;
    const startMinor = endMinor - moved.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    for (const { kind, amountMinor } of moved) totals.movedMinor[kind] += amountMinor;
    totals.endMrrMinor += endMinor;
    if (endMinor > 0) totals.endAccounts += 1;
    addKept(totals.kept, startMinor, last);
    addKept(totals.keptOfYear, aYearAgo.lastBy(yearBefore(totals.month))?.mrrAfterMinor ?? 0, last);
    if (lacksRate(account.mrrDays, totals.month)) totals.accountsWithoutRate += 1;
  }
}

function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}

/** The month's metrics by MONTH_METRIC_DEFINITIONS. */
export function metricsOf(totals: MonthTotals): MonthMetrics {
  const { kept, keptOfYear, ...sums } = totals;
  const moved = totals.movedMinor;
  return {
    ...sums,
    startMrrMinor: kept.baseMinor,
    startAccounts: kept.baseAccounts,
    churnedAccounts: kept.churnedAccounts,
    arrMinor: totals.endMrrMinor * 12,
    arpaMinor: ratio(totals.endMrrMinor, totals.endAccounts),
    nrr: ratio(kept.keptMinor, kept.baseMinor),
    grr: ratio(kept.keptCappedMinor, kept.baseMinor),
    grossRevenueChurn: ratio(kept.baseMinor - kept.keptCappedMinor, kept.baseMinor),
    netRevenueChurn: ratio(kept.baseMinor - kept.keptMinor, kept.baseMinor),
    logoChurn: ratio(kept.churnedAccounts, kept.baseAccounts),
    quickRatio: ratio(
      moved.new + moved.expansion + moved.reactivation,
      Math.abs(moved.contraction + moved.churn),
    ),
    annualNrr: ratio(keptOfYear.keptMinor, keptOfYear.baseMinor),
    annualGrr: ratio(keptOfYear.keptCappedMinor, keptOfYear.baseMinor),
    annualLogoChurn: ratio(keptOfYear.churnedAccounts, keptOfYear.baseAccounts),
  };
}
