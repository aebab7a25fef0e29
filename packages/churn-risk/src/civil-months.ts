// Months of the calendar. In: day numbers (days since 1970-01-01). Out: dates, and the same date some months on. Pure.

/** A date of the proleptic Gregorian calendar; month 1 to 12. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAY_MS = 86_400_000;

/** The date of a day number. */
export function civilDateOf(dayNumber: number): CivilDate {
  const date = new Date(dayNumber * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/**
 * The day number of a date `months` (possibly negative) after it. A day that the month does not have is its last one: 31 January
 * plus 1 month is 28 or 29 February, and plus 2 months 31 March, since the count goes from the date itself.
 */
export function monthsAfter({ year, month, day }: CivilDate, months: number): number {
  const first = Date.UTC(year, month - 1 + months, 1) / DAY_MS;
  const next = Date.UTC(year, month + months, 1) / DAY_MS;
  return Math.min(first + day, next) - 1;
}

/** The smallest count of months, a multiple of `step`, with which `monthsAfter` is not before `dayNumber`. */
export function monthsUntil(date: CivilDate, dayNumber: number, step = 1): number {
  const to = civilDateOf(dayNumber);
  const apart = (to.year - date.year) * 12 + to.month - date.month;
  // The day may lie after the date's day within its month: then one step more.
  let months = Math.ceil(apart / step) * step;
  while (monthsAfter(date, months) < dayNumber) months += step;
  return months;
}
