/**
 * Which sources of data the company has at all, and whether usage still comes in: what tells "nothing happened" from "nobody
 * told us".
 *
 * In: the facts, over all accounts. Out: SourceState. A source is connected when anything of it was ever known.
 */
import type { FactFamily, FactsAsOf } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";
import { lastDays } from "./usage-columns.ts";
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

const usageRow = z.object({ first_day: z.number(), last_day: z.number(), last_at: z.number() });
const surveysRow = z.object({ kinds: z.array(z.string()) });
const interactionsRow = z.object({ days: z.number(), first_day: z.number() });
const milestonesRow = z.object({ reached: z.array(z.string()) });
const featuresRow = z.object({ features: z.number() });

/** What is read of the sources, beside whether they are there at all. */
export interface SourcePlan {
  /** Windows (days) over which the product's features are counted. */
  readonly featureWindows: readonly number[];
  readonly needsMilestones: boolean;
}

/** `today` is the run's day, YYYY-MM-DD. */
export async function readSourceState(
  tables: ClickhouseTables,
  facts: FactsAsOf,
  today: string,
  { featureWindows, needsMilestones }: SourcePlan,
): Promise<Omit<SourceState, "usageIsDown">> {
  const exists = async (family: FactFamily, condition = "1"): Promise<boolean> => {
    const sql = `SELECT 1 FROM ${facts.source(family)} AS source WHERE ${condition} LIMIT 1`;
    return (await tables.query(sql)).length > 0;
  };
  const [interactions] = await tables.query(
    `SELECT toUInt32(count()) AS days, toUInt32(min(day)) AS first_day
     FROM ${facts.source("engagement_days")} AS days WHERE notEmpty(interactions)`,
    {},
    interactionsRow,
  );
  const [answered] = await tables.query(
    `SELECT groupUniqArrayArray(arrayMap(one -> one.kind, surveys)) AS kinds
     FROM ${facts.source("engagement_days")} AS days WHERE notEmpty(surveys)`,
    {},
    surveysRow,
  );
  const featuresInUse = new Map<number, number>();
  for (const days of featureWindows) {
    featuresInUse.set(days, await countFeatures(tables, facts, today, days));
  }
  return {
    ...(await usageSpan(tables, facts)),
    tickets: await exists("tickets"),
    invoices: await exists("invoices"),
    surveys: new Set(answered?.kinds),
    pulses: await exists("engagement_days", "notEmpty(pulses)"),
    goals: await exists("goals"),
    interactionsSince: interactions?.days === 0 ? null : (interactions?.first_day ?? null),
    milestones: needsMilestones ? await reachedMilestones(tables, facts) : new Set(),
    featuresInUse,
  };
}

async function usageSpan(
  tables: ClickhouseTables,
  facts: FactsAsOf,
): Promise<Pick<SourceState, "firstUsageDay" | "lastUsage">> {
  const [usage] = await tables.query(
    `SELECT toUInt32(min(day)) AS first_day, toUInt32(max(day)) AS last_day,
            toFloat64(toUnixTimestamp64Milli(max(last_at))) AS last_at
     FROM ${facts.source("usage_days")} AS days`,
    {},
    usageRow,
  );
  if (usage === undefined || usage.last_day === 0)
    return { firstUsageDay: Infinity, lastUsage: undefined };
  return {
    firstUsageDay: usage.first_day,
    lastUsage: { day: usage.last_day, atMs: usage.last_at },
  };
}

async function reachedMilestones(
  tables: ClickhouseTables,
  facts: FactsAsOf,
): Promise<ReadonlySet<string>> {
  const [row] = await tables.query(
    `SELECT groupUniqArrayArray(mapKeys(milestones)) AS reached
     FROM ${facts.source("usage_days")} AS days WHERE notEmpty(milestones)`,
    {},
    milestonesRow,
  );
  return new Set(row?.reached);
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

async function countFeatures(
  tables: ClickhouseTables,
  facts: FactsAsOf,
  today: string,
  days: number,
): Promise<number> {
  const { fromDaysAgo, toDaysAgo } = lastDays(days);
  const [row] = await tables.query(
    `SELECT toUInt32(uniqExactArray(mapKeys(feature_events))) AS features
     FROM ${facts.source("usage_days")} AS days
     WHERE day BETWEEN {today:Date} - ${fromDaysAgo} AND {today:Date} - ${toDaysAgo}`,
    { today },
    featuresRow,
  );
  return row?.features ?? 0;
}
