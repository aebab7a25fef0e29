/**
 * Which days of usage a run leaves out (fault-days.ts).
 *
 * In: usage and profiles, of all accounts, as of the run. Out: days since 1970-01-01, ascending. A run over accounts with a billing or
 * support change takes the days of the last run that looked: usage of a minute ago decides nothing, for a day is judged when it is over.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";
import { dayNumber } from "../features/account-features.ts";
import type { CountWorkingDays } from "../measures/working-days.ts";
import { faultDays, LEAD_DAYS } from "./fault-days.ts";
import type { FleetDay } from "./fault-days.ts";

/** Older days are in no window but the longest: they stay as they are. */
const JUDGED_DAYS = 120;

const fleetRow = z.object({ day: z.number(), country: z.string(), accounts: z.number() });
const lastRow = z.object({ days: z.array(z.string()) });

/** Finds them anew. `today` is the run's day, which is not over and not judged. */
export async function findFaultDays(
  tables: ClickhouseTables,
  facts: Pick<FactsAsOf, "source">,
  today: string,
  countWorkingDays: CountWorkingDays,
): Promise<number[]> {
  const fleet: FleetDay[] = await tables.query(
    `SELECT toUInt32(used.1) AS day, country, toUInt32(countIf(used.2 * 2 >= typical)) AS accounts
     FROM (
       SELECT account, quantileExact(0.5)(events) AS typical, groupArray((day, events)) AS days
       FROM ${facts.source("usage_days")} AS days
       WHERE day >= {today:Date} - ${JUDGED_DAYS + LEAD_DAYS} AND day < {today:Date}
       GROUP BY account
     ) AS usual
     LEFT ANY JOIN (
       SELECT account, toString(country) AS country FROM ${facts.source("profiles")} AS profiles
     ) AS profile USING (account)
     ARRAY JOIN days AS used
     GROUP BY day, country`,
    { today },
    fleetRow,
  );
  const day = dayNumber(today);
  return faultDays(fleet, { from: day - JUDGED_DAYS, to: day - 1 }, countWorkingDays);
}

/** Those of the last complete live run that looked. */
export async function lastFaultDays(tables: ClickhouseTables): Promise<number[]> {
  const [row] = await tables.query(
    `SELECT arrayMap(day -> toString(day), fault_days) AS days FROM mimamori.score_runs FINAL
     WHERE kind = 'live' AND status IN ('complete', 'thinned') AND scope IN ('all', 'usage')
     ORDER BY as_of DESC, completed_at DESC LIMIT 1`,
    {},
    lastRow,
  );
  return (row?.days ?? []).map(dayNumber);
}

/** The count without the days that are left out. */
export function withoutDays(
  countWorkingDays: CountWorkingDays,
  days: readonly number[],
): CountWorkingDays {
  if (days.length === 0) return countWorkingDays;
  return (country, from, to) => {
    const left = days.filter((day) => day >= from && day <= to);
    const out = left.reduce((sum, day) => sum + countWorkingDays(country, day, day), 0);
    return countWorkingDays(country, from, to) - out;
  };
}
