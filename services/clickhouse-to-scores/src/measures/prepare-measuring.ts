/**
 * What measuring needs beside features: calendars, the state of the sources, the days that are left out. The same for all accounts.
 *
 * In: the facts of all accounts at a moment. Out: MeasureContext. Calendars that are missing are filled in.
 */
import type { FactFamily, FactsAsOf } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";
import { dayNumber } from "../features/account-features.ts";
import { findFaultDays, lastFaultDays, withoutDays } from "../capture/read-fault-days.ts";
import type { RunPlan } from "../features/feature-plan.ts";
import type { MeasureContext } from "./measure-context.ts";
import { atOneMoment } from "../features/moment-facts.ts";
import type { MomentFacts } from "../features/moment-facts.ts";
import type { RunContext } from "../run-context.ts";
import { readSourceStates, usageIsDown } from "./source-state.ts";
import type { SourcesAtMoment } from "./source-state.ts";
import { loadWorkingDays } from "./working-days.ts";
import type { CountWorkingDays } from "./working-days.ts";

/** As far back as measures look, and some days more. */
const CALENDAR_YEARS = 3;

export interface Measuring {
  readonly context: MeasureContext;
  /** Days of usage that are left out. */
  readonly faultDays: readonly number[];
}

/** Prepares a run. */
export async function prepareMeasuring(
  { tables, facts, config, run, dayOf }: RunContext,
  plan: RunPlan,
  chosen: readonly string[] | "all",
): Promise<Measuring> {
  const today = dayOf(run.asOf.getTime());
  const sources = chosen === "all" ? facts : liveFacts(facts);
  const countries = await facts.read(() => countriesOf(tables, atOneMoment(facts)));
  const countWorkingDays = await calendarOf(tables, countries, today);
  const [state] = await facts.read(() =>
    readSourceStates(tables, atOneMoment(sources), [dayNumber(today)], plan),
  );
  const faultDays = await facts.read(() =>
    run.scope === "due"
      ? lastFaultDays(tables)
      : findFaultDays(tables, sources, today, countWorkingDays),
  );
  const { productFeatures } = config.company;
  if (state === undefined) throw new RangeError("a run has a moment");
  return measuringAt(run.asOf, today, { state, countWorkingDays, faultDays, productFeatures });
}

/** Puts together what was found for one moment; `today` is its day, YYYY-MM-DD. */
export function measuringAt(
  asOf: Date,
  today: string,
  found: {
    readonly state: SourcesAtMoment;
    readonly countWorkingDays: CountWorkingDays;
    readonly faultDays: readonly number[];
    readonly productFeatures: readonly string[] | undefined;
  },
): Measuring {
  const { state, countWorkingDays, faultDays, productFeatures } = found;
  const day = dayNumber(today);
  const isDown = usageIsDown(state.lastUsage?.day, day, countWorkingDays);
  const context: MeasureContext = {
    asOfMs: asOf.getTime(),
    today: day,
    sources: { ...state, usageIsDown: isDown },
    countWorkingDays: withoutDays(countWorkingDays, faultDays),
    productFeatures,
  };
  return { context, faultDays };
}

/** The working days that a run of that day counts. */
export function calendarOf(
  tables: ClickhouseTables,
  countries: readonly string[],
  today: string,
): Promise<CountWorkingDays> {
  const year = Number(today.slice(0, 4));
  return loadWorkingDays(tables, countries, year - CALENDAR_YEARS, year);
}

/** A run over some accounts has only their facts; whether a source is connected is asked of all, as they are. */
function liveFacts(facts: FactsAsOf): FactsAsOf {
  const isPresent = (family: FactFamily): string =>
    family === "usage_days" || family === "engagement_days" || family === "revenue"
      ? "events > 0"
      : "present";
  return {
    ...facts,
    source: (family, { where = "1" } = {}) =>
      `(SELECT * FROM mimamori.${family} FINAL WHERE ${isPresent(family)} AND (${where}))`,
  };
}

/** Of the accounts at any of the moments, and "": unknown. */
export async function countriesOf(tables: ClickhouseTables, facts: MomentFacts): Promise<string[]> {
  const rows = await tables.query(
    `SELECT DISTINCT toString(country) AS country FROM ${facts.states("profiles")} AS profiles ORDER BY country`,
    {},
    z.object({ country: z.string() }),
  );
  return [...new Set(["", ...rows.map(({ country }) => country)])];
}
