// Days on which a country's offices are closed by custom although no law calls them holidays. A short list on purpose: only
// what would otherwise look like a fall of usage everywhere.
import { daysOfYear, weekdayOf } from "./calendar-days.ts";

interface Closure {
  /** Month and day, MM-DD, both inclusive. */
  readonly from: string;
  readonly to: string;
}

const CLOSURES: Readonly<Record<string, readonly Closure[]>> = {
  // Obon, and the days around New Year on which public offices are closed (Act on Holidays of Administrative Organs, art. 1).
  JP: [
    { from: "01-01", to: "01-03" },
    { from: "08-13", to: "08-16" },
    { from: "12-29", to: "12-31" },
  ],
};

/** The Friday after the fourth Thursday of November. */
function isDayAfterThanksgiving(day: string): boolean {
  const date = day.slice(5);
  return date >= "11-23" && date <= "11-29" && weekdayOf(day) === 5;
}

/** The closed days of the country in the year, YYYY-MM-DD; none for a country that has no entry. */
export function customaryClosures(country: string, year: number): string[] {
  const closures = CLOSURES[country] ?? [];
  return daysOfYear(year).filter(
    (day) =>
      closures.some(({ from, to }) => day.slice(5) >= from && day.slice(5) <= to) ||
      (country === "US" && isDayAfterThanksgiving(day)),
  );
}
