/**
 * Working days by country: filled into mimamori.working_days once, read from there for every run.
 *
 * In: packages/working-calendars, for the countries that accounts are in. Out: rows, and counts over them. The table is what
 * counts: a newer calendar library does not change the scores of the past. After a crash: a year is inserted whole or not at all.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { workingDaysOfYear } from "@mimamori/working-calendars";
import { z } from "zod";
import { dayNumber } from "../features/account-features.ts";

const COLUMNS = ["country", "day", "working"] as const;

/** Counts the working days of a country from a day to a day, both inclusive. */
export type CountWorkingDays = (country: string, from: number, to: number) => number;

/** Fills in the calendars that are missing, and reads them. `countries` may hold "" (unknown: Monday to Friday). */
export async function loadWorkingDays(
  tables: ClickhouseTables,
  countries: readonly string[],
  firstYear: number,
  lastYear: number,
): Promise<CountWorkingDays> {
  await fillMissing(tables, countries, firstYear, lastYear);
  const rows = await tables.query(
    `SELECT country, groupArray(toString(day)) AS days FROM
       (SELECT country, day FROM mimamori.working_days FINAL
        WHERE working AND country IN {countries:Array(String)}
          AND toYear(day) BETWEEN {firstYear:UInt16} AND {lastYear:UInt16} ORDER BY country, day)
     GROUP BY country`,
    { countries, firstYear, lastYear },
    z.object({ country: z.string(), days: z.array(z.string()) }),
  );
  const daysByCountry = new Map(rows.map(({ country, days }) => [country, days.map(dayNumber)]));
  return (country, from, to) => {
    const days = daysByCountry.get(country) ?? [];
    return Math.max(0, countUpTo(days, to) - countUpTo(days, from - 1));
  };
}

/** How many of the sorted days are at most `day`. */
function countUpTo(days: readonly number[], day: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] ?? Infinity) <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function fillMissing(
  tables: ClickhouseTables,
  countries: readonly string[],
  firstYear: number,
  lastYear: number,
): Promise<void> {
  const present = await tables.query(
    `SELECT DISTINCT country, toYear(day) AS year FROM mimamori.working_days
     WHERE country IN {countries:Array(String)}`,
    { countries },
    z.object({ country: z.string(), year: z.number() }),
  );
  const known = new Set(present.map(({ country, year }) => `${country} ${year}`));
  const rows = [];
  for (const country of countries) {
    for (let year = firstYear; year <= lastYear; year += 1) {
      if (known.has(`${country} ${year}`)) continue;
      for (const { day, working } of workingDaysOfYear(country, year)) {
        rows.push({ country, day, working: working ? 1 : 0 });
      }
    }
  }
  await tables.insertRows("mimamori.working_days", COLUMNS, rows);
}
