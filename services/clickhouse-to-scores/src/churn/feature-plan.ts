/**
 * What the features of a model need to know beside the facts of an account: kept with the model, so that scoring makes them exactly
 * as training did.
 *
 * In: the facts as of the training. Out: the features that most accounts use, and since when each source has been telling.
 */
import type { FactFamily, FactsAsOf } from "@mimamori/account-facts";
import { CONTRACT_COLUMNS } from "@mimamori/churn-risk";
import type { FeatureColumn } from "@mimamori/churn-risk";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";

const dayOrNull = z.int().nullable();

/** Plain JSON. Days are day numbers of the company's zone; null: the source has never told anything. */
export const churnFeaturePlan = z.object({
  /** Features of the product with a column of their own, most used first. */
  features: z.array(z.string()),
  /** How many features anybody used within a year. */
  knownFeatures: z.int(),
  usageSince: dayOrNull,
  ticketsSince: dayOrNull,
  invoicesSince: dayOrNull,
  conversationsSince: dayOrNull,
});
export type ChurnFeaturePlan = z.infer<typeof churnFeaturePlan>;

const MOST_FEATURES = 12;
const YEAR_DAYS = 364;

/** Reads the plan as of the facts. `day` is the company day of the training; features count when used in the year before it. */
export async function readFeaturePlan(
  tables: ClickhouseTables,
  facts: FactsAsOf,
  day: number,
  timeZone: string,
): Promise<ChurnFeaturePlan> {
  const since = async (family: FactFamily, first: string, where = "1"): Promise<number | null> => {
    const [row] = await tables.query(
      `SELECT toUInt32(count()) AS rows, toUInt32(min(${first})) AS day
       FROM ${facts.source(family, { where })} AS source`,
      { timeZone },
      z.object({ rows: z.number(), day: z.number() }),
    );
    return row === undefined || row.rows === 0 ? null : row.day;
  };
  const recent = facts.source("usage_days", {
    where: `toUInt32(day) BETWEEN ${day - YEAR_DAYS} AND ${day - 1}`,
  });
  const features = await tables.query(
    `SELECT feature, toUInt32(uniqExact(account)) AS accounts
     FROM (SELECT account, arrayJoin(mapKeys(quantities)) AS feature FROM ${recent} AS days)
     WHERE feature != '' GROUP BY feature ORDER BY accounts DESC, feature`,
    {},
    z.object({ feature: z.string() }),
  );
  const dayOf = (column: string): string => `toDate(${column}, {timeZone:String})`;
  return {
    features: features.slice(0, MOST_FEATURES).map(({ feature }) => feature),
    knownFeatures: features.length,
    usageSince: await since("usage_days", "day"),
    ticketsSince: await since("tickets", dayOf("opened_at"), "opened_at > toDateTime64(0, 3)"),
    invoicesSince: await since("invoices", dayOf("issued_at"), "issued_at > toDateTime64(0, 3)"),
    conversationsSince: await since("engagement_days", "day", "notEmpty(interactions)"),
  };
}

/** The columns after those of the product's features and before those of the contract, in the order of churn-features.ts. */
const USAGE_COLUMNS: readonly FeatureColumn[] = [
  { name: "usage_other", scale: "log1p", unit: "per seat in 28 days" },
  { name: "usage_trend", scale: "linear", unit: "log ratio of 28 days to the 84 before" },
  { name: "active_users_per_seat", scale: "log1p", unit: "per seat in 28 days" },
  { name: "days_since_last_use", scale: "log1p", unit: "days" },
  { name: "feature_breadth", scale: "linear", unit: "share" },
];

const ENGAGEMENT_COLUMNS: readonly FeatureColumn[] = [
  { name: "tickets", scale: "log1p", unit: "in 84 days" },
  { name: "urgent_tickets_open", scale: "log1p", unit: "tickets" },
  { name: "invoice_overdue_days", scale: "log1p", unit: "days" },
  { name: "payment_attempts", scale: "log1p", unit: "attempts" },
  { name: "nps", scale: "linear", unit: "0 to 10" },
  { name: "days_since_conversation", scale: "log1p", unit: "days" },
  { name: "csm_pulse", scale: "linear", unit: "score" },
];

/** All columns of the plan's table of features: product features, usage, engagement, contract. */
export function columnsOf(plan: ChurnFeaturePlan): FeatureColumn[] {
  return [
    ...plan.features.map((feature): FeatureColumn => {
      return { name: `usage:${feature}`, scale: "log1p", unit: "per seat in 28 days" };
    }),
    ...USAGE_COLUMNS,
    ...ENGAGEMENT_COLUMNS,
    ...CONTRACT_COLUMNS,
  ];
}
