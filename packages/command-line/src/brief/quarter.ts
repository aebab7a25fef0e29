/**
 * The quarter that a review speaks of: the 13 whole weeks before the current one, and the 13 before them. In: a day, rows by week.
 * Out: windows, and sums of both. Pure. Weeks begin on Monday and are those of the company's time zone.
 */

const DAY_MS = 86_400_000;
export const QUARTER_WEEKS = 13;

/** Days are YYYY-MM-DD; `until` is exclusive. */
export interface Quarter {
  /** First day of the quarter before. */
  readonly earlier: string;
  /** First day of the quarter. */
  readonly from: string;
  /** The first day that is no longer in it: the Monday of the current week. */
  readonly until: string;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The quarter that ends with the last whole week before `today`. */
export function quarterBefore(today: string): Quarter {
  const weekday = (new Date(Date.parse(today)).getUTCDay() + 6) % 7;
  const until = addDays(today, -weekday);
  return {
    earlier: addDays(until, -14 * QUARTER_WEEKS),
    from: addDays(until, -7 * QUARTER_WEEKS),
    until,
  };
}

/** The Mondays of both quarters, oldest first. */
export function weeksOf({ earlier }: Quarter): string[] {
  return Array.from({ length: 2 * QUARTER_WEEKS }, (_, index) => addDays(earlier, 7 * index));
}

/** A figure of the quarter beside that of the quarter before. Null: there is none. */
export interface Compared {
  readonly now: number | null;
  readonly before: number | null;
}

/** By how much the figure has grown, as a share of what it was. Null: one of them is missing, or it was 0. */
export function growth({ now, before }: Compared): number | null {
  return now === null || before === null || before === 0 ? null : now / before - 1;
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  const half = sorted.length / 2;
  return mean(sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1));
}

/** Takes what lies in the quarter and in the one before apart, by the day of each. */
export function split<T>(
  rows: readonly T[],
  dayOf: (row: T) => string,
  { earlier, from, until }: Quarter,
): { readonly now: readonly T[]; readonly before: readonly T[] } {
  const within = (start: string, end: string): T[] =>
    rows.filter((row) => dayOf(row) >= start && dayOf(row) < end);
  return { now: within(from, until), before: within(earlier, from) };
}
