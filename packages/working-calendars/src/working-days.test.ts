// The calendars that usage is compared on: a holiday must not look like a decline.
import { expect, test } from "vitest";
import { workingDaysOfYear } from "./index.ts";

function closedWeekdays(country: string, from: string, to: string): string[] {
  return workingDaysOfYear(country, Number(from.slice(0, 4)))
    .filter(({ day, working }) => !working && day >= from && day <= to)
    .filter(({ day }) => ![0, 6].includes(new Date(Date.parse(day)).getUTCDay()))
    .map(({ day }) => day.slice(5));
}

test("a year has every day once, in order", () => {
  const days = workingDaysOfYear("JP", 2028).map(({ day }) => day);
  expect(days).toHaveLength(366);
  expect(days).toEqual([...new Set(days)].sort());
  expect([days[0], days.at(-1)]).toEqual(["2028-01-01", "2028-12-31"]);
});

test("Japan: Golden Week with its substitute day, Obon and the days around New Year are not worked", () => {
  expect(closedWeekdays("JP", "2026-04-27", "2026-05-10")).toEqual([
    "04-29",
    "05-04",
    "05-05",
    "05-06",
  ]);
  expect(closedWeekdays("JP", "2026-08-10", "2026-08-20")).toEqual(["08-11", "08-13", "08-14"]);
  expect(closedWeekdays("JP", "2026-12-25", "2026-12-31")).toEqual(["12-29", "12-30", "12-31"]);
  expect(closedWeekdays("JP", "2026-01-01", "2026-01-10")).toEqual(["01-01", "01-02"]);
});

test("United States: Thanksgiving and the Friday after it, and a holiday moved off the weekend", () => {
  expect(closedWeekdays("US", "2026-11-20", "2026-11-30")).toEqual(["11-26", "11-27"]);
  expect(closedWeekdays("US", "2026-07-01", "2026-07-10")).toEqual(["07-03"]);
});

test("the weekend is the country's own: Friday and Saturday in Israel", () => {
  const week = workingDaysOfYear("IL", 2026).filter(
    ({ day }) => day >= "2026-06-07" && day <= "2026-06-13",
  );
  expect(week.map(({ working }) => working)).toEqual([true, true, true, true, true, false, false]);
});

test("a holiday of several days counts whole, and across New Year", () => {
  expect(closedWeekdays("AE", "2026-05-25", "2026-05-31")).toEqual(["05-27", "05-28", "05-29"]);
  expect(closedWeekdays("SZ", "2026-01-02", "2026-01-02")).toEqual(["01-02"]);
});

test("a holiday that begins in the afternoon leaves a working day", () => {
  expect(closedWeekdays("IS", "2026-12-24", "2026-12-24")).toEqual([]);
});

test.each(["", "ZZ", "jp", "Japan"])("an unknown country (%j) has Monday to Friday", (country) => {
  const worked = workingDaysOfYear(country, 2026).filter(({ working }) => working);
  expect(worked).toHaveLength(261);
});

test("the same calendar is computed once", () => {
  expect(workingDaysOfYear("DE", 2026)).toBe(workingDaysOfYear("DE", 2026));
});

test("a year outside 1970 to 2200 is refused", () => {
  expect(() => workingDaysOfYear("JP", 20260)).toThrow(RangeError);
});
