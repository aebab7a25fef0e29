// In: a country and a year. Out: every day of it, and whether people work. The only importer of `date-holidays`.
// Nothing to lose in a crash: the answer depends on the library's version alone.
import Holidays from "date-holidays";
import { addDays, daysOfYear, weekdayOf } from "./calendar-days.ts";
import { customaryClosures } from "./customary-closures.ts";

export interface CalendarDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly working: boolean;
}

/** Saturday and Sunday, counted from Monday = 1. */
const USUAL_WEEKEND: readonly number[] = [6, 7];

interface WeekInfo {
  readonly weekend: readonly number[];
}

/** Node 22 has the property, later engines the method; TypeScript knows neither. */
function weekendOf(country: string): readonly number[] {
  if (country === "") return USUAL_WEEKEND;
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
    readonly weekInfo?: WeekInfo;
    getWeekInfo?: () => WeekInfo;
  };
  return (locale.getWeekInfo?.() ?? locale.weekInfo)?.weekend ?? USUAL_WEEKEND;
}

/** The days that a public holiday fills. One that begins in the course of a day (Christmas Eve from 13:00) leaves it a working day. */
function daysOff({ date, start, end }: { date: string; start: Date; end: Date }): string[] {
  if (date.slice(11, 19) !== "00:00:00") return [];
  const days = Math.round((end.getTime() - start.getTime()) / 86_400_000);
  return Array.from({ length: Math.max(1, days) }, (_, index) => addDays(date.slice(0, 10), index));
}

function publicHolidays(country: string, year: number): string[] {
  if (country === "") return [];
  const calendar = new Holidays(country, { types: ["public"] });
  // The year before as well: a holiday of several days may reach across New Year.
  return [year - 1, year].flatMap((each) => calendar.getHolidays(each)).flatMap(daysOff);
}

const known = new Map<string, readonly CalendarDay[]>();

/**
 * Every day of the year in order. Not working are: the weekend of the country (Unicode CLDR: Friday and Saturday in Israel,
 * Saturday and Sunday in Japan), the national public holidays with their substitute days (date-holidays; regional ones do
 * not count), and what is customarily closed without being a holiday (customary-closures.ts: Obon, Japan's New Year).
 * `country` is ISO 3166-1 alpha-2; anything else, such as "" for an unknown one, has Monday to Friday. `year` from 1970 to
 * 2200, else RangeError. Kept in memory once computed (about 15 ms).
 */
export function workingDaysOfYear(country: string, year: number): readonly CalendarDay[] {
  if (!Number.isInteger(year) || year < 1970 || year > 2200)
    throw new RangeError(`expected a year from 1970 to 2200, found ${year}`);
  const code = /^[A-Z]{2}$/.test(country) ? country : "";
  const key = `${code} ${year}`;
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const weekend = weekendOf(code);
  const off = new Set([...publicHolidays(code, year), ...customaryClosures(code, year)]);
  const days = daysOfYear(year).map((day) => ({
    day,
    working: !off.has(day) && !weekend.includes(weekdayOf(day)),
  }));
  known.set(key, days);
  return days;
}
