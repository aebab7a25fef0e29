// Days and months in UTC, and which days people work in a country. In: milliseconds. Out: milliseconds, booleans. Pure.
// An office's hours lie within one UTC day for every country that the company sells to, so its weekday is UTC's.

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

export function startOfDay(ms: number): number {
  return ms - (ms % DAY_MS);
}

/** The same day of the month, `months` later. The day must be 28 or lower. */
export function addMonths(ms: number, months: number): number {
  const date = new Date(ms);
  return date.setUTCMonth(date.getUTCMonth() + months);
}

/** The same day of the month, `months` earlier, or that month's last day. */
export function monthsBefore(ms: number, months: number): number {
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.setUTCDate(Math.min(day, lastDay));
}

let formattedDayMs = NaN;
let formattedDay = "";

/** YYYY-MM-DD. Neighbouring calls are mostly about the same day, so the last one is kept. */
export function isoDay(ms: number): string {
  const dayMs = startOfDay(ms);
  if (dayMs !== formattedDayMs) {
    formattedDay = new Date(dayMs).toISOString().slice(0, 10);
    formattedDayMs = dayMs;
  }
  return formattedDay;
}

/** What Date.toISOString gives for times since 1970, in a fifth of its time: two are in every event. */
export function isoTime(ms: number): string {
  const ofDay = Math.floor(ms % DAY_MS);
  const seconds = Math.floor(ofDay / 1000);
  const hour = TWO_DIGITS[Math.floor(seconds / 3600)];
  const minute = TWO_DIGITS[Math.floor(seconds / 60) % 60];
  const second = TWO_DIGITS[seconds % 60];
  const milli = ofDay % 1000;
  const padding = milli < 10 ? "00" : milli < 100 ? "0" : "";
  return `${isoDay(ms)}T${hour}:${minute}:${second}.${padding}${milli}Z`;
}

// Month and day of the days on which a country's offices are empty; a sample, enough to show in the figures.
const HOLIDAYS: Readonly<Record<string, ReadonlySet<string>>> = {
  JP: new Set(
    "12-29 12-30 12-31 01-01 01-02 01-03 02-11 02-23 04-29 05-03 05-04 05-05 08-11 08-13 08-14 08-15 11-03 11-23".split(
      " ",
    ),
  ),
  US: new Set("01-01 06-19 07-03 07-04 11-11 12-24 12-25 12-26 12-31".split(" ")),
  DE: new Set("01-01 05-01 10-03 12-24 12-25 12-26 12-27 12-28 12-29 12-30 12-31".split(" ")),
  GB: new Set("01-01 12-24 12-25 12-26 12-27 12-28 12-29 12-30 12-31".split(" ")),
};

/** How much of a working day's activity a day sees in a country: 1 on working days, little on others. */
export function activityOfDay(country: string, dayMs: number): number {
  const date = new Date(dayMs);
  const weekday = date.getUTCDay();
  if (weekday === 0 || weekday === 6) return 0.07;
  if (HOLIDAYS[country]?.has(isoDay(dayMs).slice(5)) === true) return 0.1;
  const thursdayOrFriday = weekday === 4 || weekday === 5;
  const dayOfMonth = date.getUTCDate();
  const thanksgiving = country === "US" && date.getUTCMonth() === 10 && thursdayOrFriday;
  if (thanksgiving && dayOfMonth - (weekday - 4) >= 22 && dayOfMonth - (weekday - 4) <= 28)
    return 0.1;
  return 1;
}
