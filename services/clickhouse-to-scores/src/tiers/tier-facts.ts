/**
 * What tiers and loyalty are judged by, beside what an account pays: who it is, its plan and seats, how many of them are in use.
 *
 * In: facts as of the run. Out: one row per account that has a profile or has bought something. Memory: some numbers per account.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";

const tierFacts = z.object({
  account: z.string(),
  language: z.string(),
  country: z.string(),
  segment: z.string(),
  csm: z.string(),
  strategic: z.number(),
  seats: z.number(),
  products: z.array(z.string()),
  mrr_a_year_ago: z.number().nullable(),
  first_paid_on: z.string().nullable(),
  /** Distinct users of the 28 days before the run's; null: no account has any use, so its source is not there. */
  active_users: z.number().nullable(),
});

export type TierFacts = z.output<typeof tierFacts>;

/** Of an account of which only use is known. */
export const NO_TIER_FACTS: TierFacts = {
  account: "",
  language: "",
  country: "",
  segment: "",
  csm: "",
  strategic: 0,
  seats: 0,
  products: [],
  mrr_a_year_ago: null,
  first_paid_on: null,
  active_users: null,
};

/** The windows of other measures end with the day before the run's too. */
const USE_DAYS = 28;

const select = (facts: FactsAsOf, today: string): string => `
WITH
  used AS (
    SELECT account, greatest(length(groupUniqArrayArray(users)), max(reported_users)) AS active
    FROM ${facts.source("usage_days", { where: `day >= toDate('${today}') - ${USE_DAYS} AND day < toDate('${today}')` })}
    GROUP BY account),
  (SELECT count() > 0 FROM used) AS is_used
SELECT
  account, language, country, segment, csm, strategic, seats, products, mrr_a_year_ago, first_paid_on,
  if(is_used, toFloat64(used.active), NULL) AS active_users
FROM (
  SELECT
    account, max(language) AS language, max(country) AS country, max(segment) AS segment, max(csm) AS csm,
    max(strategic) AS strategic, max(seats) AS seats, max(products) AS products,
    max(mrr_a_year_ago) AS mrr_a_year_ago, max(first_paid_on) AS first_paid_on
  FROM (
    SELECT account, toString(language) AS language, toString(country) AS country, toString(segment) AS segment,
      toString(csm) AS csm, strategic, toFloat64(0) AS seats, CAST([], 'Array(String)') AS products,
      CAST(NULL, 'Nullable(Float64)') AS mrr_a_year_ago, CAST(NULL, 'Nullable(Date)') AS first_paid_on
    FROM ${facts.source("profiles")} AS profiles
    UNION ALL
    SELECT account, '', '', '', '', 0,
      toFloat64(arraySum(arrayMap(one -> one.seats, paying))) AS seats,
      arraySort(arrayDistinct(arrayFlatten(arrayMap(one -> splitByString(' + ', one.plan), paying)))) AS products,
      toFloat64(arrayLast(one -> one.day <= {today:Date} - 365, mrr_days).mrr_minor) AS mrr_a_year_ago,
      if(first_paid_on <= {today:Date}, first_paid_on, NULL) AS first_paid_on
    FROM (
      SELECT account, mrr_days, first_paid_on, arrayFilter(
        one -> one.status IN ('active', 'past_due') AND ifNull(one.ended_at > {asOf:DateTime64(3)}, 1),
        subscriptions) AS paying
      FROM ${facts.source("revenue")})
  )
  GROUP BY account
) AS known
LEFT ANY JOIN used ON used.account = known.account`;

/** By account. `today` is the run's day, YYYY-MM-DD. */
export async function readTierFacts(
  tables: ClickhouseTables,
  facts: FactsAsOf,
  asOf: Date,
  today: string,
): Promise<Map<string, TierFacts>> {
  const rows = await tables.query(select(facts, today), { asOf, today }, tierFacts);
  return new Map(rows.map((row) => [row.account, row]));
}
