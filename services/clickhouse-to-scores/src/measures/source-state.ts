/**
 * Which sources of data the company has at all, and whether usage still comes in: what tells "nothing happened" from "nobody
 * told us".
 *
 * In: the facts, over all accounts, at one moment or at several. Out: SourceState of each. A source is connected when anything of it was ever known.
 */
import type { FactFamily } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";
import { rowsAt } from "../features/moment-facts.ts";
import type { MomentFacts, SeenBy } from "../features/moment-facts.ts";
import { lastDays } from "../features/usage-columns.ts";
import type { CountWorkingDays } from "./working-days.ts";

export interface SourceState {
  /** The newest usage of anybody; undefined when there never was any. */
  readonly lastUsage: { readonly day: number; readonly atMs: number } | undefined;
  /** The first day of usage of anybody; Infinity when there never was any. */
  readonly firstUsageDay: number;
  /** Nobody has used the product for two whole working days: the source is down, not every customer. */
  readonly usageIsDown: boolean;
  readonly tickets: boolean;
  readonly invoices: boolean;
  /** Kinds of surveys that anybody has answered. */
  readonly surveys: ReadonlySet<string>;
  readonly pulses: boolean;
  readonly goals: boolean;
  /** The day of the first conversation that is known of; null when there never was any. */
  readonly interactionsSince: number | null;
  /** Milestones that anybody has reached. */
  readonly milestones: ReadonlySet<string>;
  /** Distinct features that anybody used within a window of that many days. */
  readonly featuresInUse: ReadonlyMap<number, number>;
}

const SILENT_WORKING_DAYS = 2;
const UNKNOWN_COUNTRY = "";

const seen = { first_moment: z.number(), end_moment: z.number() };
const seenRow = z.object(seen);
const usageRow = z.object({
  ...{ ...seen, first_day: z.number(), last_day: z.number(), last_at: z.number() },
});
const surveysRow = z.object({ ...seen, kinds: z.array(z.string()) });
const interactionsRow = z.object({ ...seen, first_day: z.number() });
const milestonesRow = z.object({ ...seen, reached: z.array(z.string()) });
const featuresRow = z.object({ ...seen, day: z.number(), features: z.array(z.string()) });

/** What is read of the sources, beside whether they are there at all. */
export interface SourcePlan {
  /** Windows (days) over which the product's features are counted. */
  readonly featureWindows: readonly number[];
  readonly needsMilestones: boolean;
}

/** What is known of the sources at a moment before a calendar says whether usage is down. */
export type SourcesAtMoment = Omit<SourceState, "usageIsDown">;

/** The sources at each of the facts' moments; `todays` are the days of these, since 1970-01-01. */
export async function readSourceStates(
  tables: ClickhouseTables,
  facts: MomentFacts,
  todays: readonly number[],
  plan: SourcePlan,
): Promise<SourcesAtMoment[]> {
  const found = await readSources(tables, facts, todays, plan);
  return todays.map((today, moment) => {
    const at = <Row extends SeenBy>(rows: readonly Row[]): Row[] => rowsAt(rows, moment);
    const usage = at(found.usage);
    const lastDay = Math.max(...usage.map(({ last_day }) => last_day));
    const interactionDays = at(found.interactions).map(({ first_day }) => first_day);
    return {
      firstUsageDay: Math.min(...usage.map(({ first_day }) => first_day)),
      lastUsage:
        usage.length === 0
          ? undefined
          : { day: lastDay, atMs: Math.max(...usage.map(({ last_at }) => last_at)) },
      tickets: at(found.tickets).length > 0,
      invoices: at(found.invoices).length > 0,
      surveys: new Set(at(found.surveys).flatMap(({ kinds }) => kinds)),
      pulses: at(found.pulses).length > 0,
      goals: at(found.goals).length > 0,
      interactionsSince: interactionDays.length === 0 ? null : Math.min(...interactionDays),
      milestones: new Set(at(found.milestones).flatMap(({ reached }) => reached)),
      featuresInUse: countFeatures(at(found.features), today, plan.featureWindows),
    };
  });
}

/** Rows about all accounts, by the moments that saw them. */
async function readSources(
  tables: ClickhouseTables,
  facts: MomentFacts,
  todays: readonly number[],
  { featureWindows, needsMilestones }: SourcePlan,
) {
  const read = <Row>(
    family: FactFamily,
    { columns = "", by = "", where = "1" },
    schema: z.ZodType<Row>,
  ): Promise<Row[]> =>
    tables.query(
      `SELECT first_moment, end_moment${columns} FROM ${facts.states(family, { where })} AS states
       GROUP BY first_moment, end_moment${by}`,
      {},
      schema,
    );
  const isThere = (family: FactFamily, where = "1") => read(family, { where }, seenRow);
  const [usage, interactions, surveys, milestones, features] = await Promise.all([
    read("usage_days", { columns: USAGE_SPAN }, usageRow),
    read("engagement_days", FIRST_INTERACTION, interactionsRow),
    read("engagement_days", SURVEY_KINDS, surveysRow),
    needsMilestones ? read("usage_days", REACHED_MILESTONES, milestonesRow) : [],
    featureWindows.length > 0
      ? read("usage_days", featuresByDay(todays, featureWindows), featuresRow)
      : [],
  ]);
  const [tickets, invoices, pulses, goals] = await Promise.all([
    isThere("tickets"),
    isThere("invoices"),
    isThere("engagement_days", "notEmpty(pulses)"),
    isThere("goals"),
  ]);
  return { usage, interactions, surveys, milestones, features, tickets, invoices, pulses, goals };
}

const USAGE_SPAN = `, toUInt32(min(day)) AS first_day, toUInt32(max(day)) AS last_day,
  toFloat64(toUnixTimestamp64Milli(max(last_at))) AS last_at`;

const FIRST_INTERACTION = {
  columns: ", toUInt32(min(day)) AS first_day",
  where: "notEmpty(interactions)",
};
const SURVEY_KINDS = {
  columns: ", groupUniqArrayArray(arrayMap(one -> one.kind, surveys)) AS kinds",
  where: "notEmpty(surveys)",
};
const REACHED_MILESTONES = {
  columns: ", groupUniqArrayArray(mapKeys(milestones)) AS reached",
  where: "notEmpty(milestones)",
};

/** Of the days that lie in any window of any of the moments. */
function featuresByDay(todays: readonly number[], windows: readonly number[]) {
  const from = Math.min(...todays) - Math.max(...windows);
  return {
    columns: ", toUInt32(day) AS day, groupUniqArrayArray(mapKeys(feature_events)) AS features",
    by: ", day",
    where: `day BETWEEN toDate(${from}) AND toDate(${Math.max(...todays) - 1})`,
  };
}

/** Distinct features by the length of the window. */
function countFeatures(
  rows: readonly z.output<typeof featuresRow>[],
  today: number,
  windows: readonly number[],
): ReadonlyMap<number, number> {
  return new Map(
    windows.map((days) => {
      const { fromDaysAgo, toDaysAgo } = lastDays(days);
      const used = rows.filter(({ day }) => day >= today - fromDaysAgo && day <= today - toDaysAgo);
      return [days, new Set(used.flatMap(({ features }) => features)).size];
    }),
  );
}

/** Whether usage has stopped for everybody. `today` is not over and does not count. */
export function usageIsDown(
  lastUsageDay: number | undefined,
  today: number,
  countWorkingDays: CountWorkingDays,
): boolean {
  if (lastUsageDay === undefined) return false;
  return countWorkingDays(UNKNOWN_COUNTRY, lastUsageDay + 1, today - 1) >= SILENT_WORKING_DAYS;
}
