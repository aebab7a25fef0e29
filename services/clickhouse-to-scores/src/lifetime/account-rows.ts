/**
 * The accounts that pay, with all that their value follows from, as one long answer of ClickHouse.
 *
 * In: revenue facts as of the run, the run's churn risks, the tiers before it. Out: blocks of columns. Memory: a block at a time.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import type { BinaryBlock, ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Company } from "@mimamori/company-config";
import { SEGMENT, termOf, wholeMonths } from "./account-facts-sql.ts";

/** The account's own hazards of the next twelve months. */
export const HAZARDS = [
  ...(["hazard_1", "hazard_2", "hazard_3", "hazard_4", "hazard_5", "hazard_6"] as const),
  ...(["hazard_7", "hazard_8", "hazard_9", "hazard_10", "hazard_11", "hazard_12"] as const),
] as const;

export const HAZARD_MONTHS = HAZARDS.length;

/** The width of a 90 % interval, in standard errors. */
const NINETY_PERCENT = 3.2897;

const COLUMNS = {
  account: "String",
  segment: "String",
  term_months: "UInt16",
  renewals_behind: "UInt16",
  months_to_renewal: "UInt16",
  mrr_minor: "Float64",
  product_margin: "Float64",
  unnamed_share: "Float64",
  tier: "String",
  gave_notice: "UInt8",
  months_to_end: "UInt16",
  has_hazards: "UInt8",
  hazard_log_sd: "Float64",
  ...(Object.fromEntries(HAZARDS.map((name) => [name, "Float32"])) as Record<
    (typeof HAZARDS)[number],
    "Float32"
  >),
} as const;

/**
 * `mrr_minor` is NaN without an exchange rate. `product_margin` is the margin of the products that have one of their own, weighted by
 * MRR; `unnamed_share` is the share of the MRR of the others. `months_to_end` counts for accounts that gave notice. `hazard_log_sd` is the
 * standard error of the logarithm of the hazards' level, from the 90 % interval of the first of them.
 */
export type PayingAccounts = BinaryBlock<typeof COLUMNS>;

/** What is read beside the facts. */
export interface AccountSources {
  readonly runId: string;
  readonly asOf: Date;
  /** Day of `asOf` in the company's time zone, YYYY-MM-DD. */
  readonly today: string;
  readonly company: Company;
  /** Of the daily live run whose tiers held until this run; undefined before the first one. */
  readonly tiersOfRun: string | undefined;
}

/** Months until a day, the begun one counted: a renewal in ten days is in month 1. */
function monthsUntil(day: string): string {
  const whole = wholeMonths("{today:Date}", day);
  return `toUInt16(greatest(1, ${whole} + (addMonths({today:Date}, ${whole}) < ${day})))`;
}

/** Products of the subscriptions that pay: (share of the MRR, margin or -1 where the product has none of its own). */
const PRODUCT_MARGINS = `
  arrayFlatten(arrayMap(
    paid -> arrayMap(
      product -> (ifNull(paid.mrr_minor, 0) / length(splitByString(' + ', paid.plan)),
                  transform(product, {products:Array(String)}, {margins:Array(Float64)}, toFloat64(-1))),
      splitByString(' + ', paid.plan)),
    paying))`;

function marginColumns(company: Company): string {
  const none = Object.keys(company.lifetimeValue.marginByProduct).length === 0;
  if (none) return "toFloat64(0) AS product_margin, toFloat64(1) AS unnamed_share";
  return `
    ${PRODUCT_MARGINS} AS products,
    arraySum(arrayMap(product -> product.1, products)) AS product_total,
    if(product_total > 0, arraySum(arrayMap(product -> product.1 * greatest(product.2, 0), products)) / product_total, 0) AS product_margin,
    if(product_total > 0, arraySum(arrayMap(product -> if(product.2 < 0, product.1, 0), products)) / product_total, 1) AS unnamed_share`;
}

const select = (facts: FactsAsOf, company: Company): string => `
SELECT ${Object.keys(COLUMNS).join(", ")}
FROM (
  SELECT
    revenue.account AS account,
    ${SEGMENT} AS segment,
    arrayLast(one -> one.from_on <= {today:Date}, term_spells) AS spell,
    ${termOf("spell")} AS term_months,
    toUInt16(${wholeMonths("spell.from_on", "{today:Date}")}) AS months_here,
    toUInt16(intDiv(months_here, term_months)) AS renewals_behind,
    arrayReverseSort(paid -> (ifNull(paid.mrr_minor, -1), paid.subscription_id), arrayFilter(
      one -> one.status IN ('active', 'past_due') AND ifNull(one.ended_at > {asOf:DateTime64(3)}, 1),
      subscriptions)) AS paying,
    toDate(paying[1].renews_at, {timeZone:String}) AS renewal,
    addMonths(spell.from_on, (renewals_behind + 1) * term_months) AS anniversary,
    ifNull(renewal > {today:Date} AND renewal <= addMonths({today:Date}, term_months), 0) AS has_renewal,
    if(has_renewal, assumeNotNull(renewal), anniversary) AS decision,
    ${monthsUntil("decision")} AS months_to_renewal,
    ifNull(toFloat64(arrayLast(one -> one.day <= {today:Date}, mrr_days).mrr_minor), nan) AS mrr_minor,
    ${marginColumns(company)},
    toString(previous.tier) AS tier,
    toUInt8(isNotNull(notice_known_at)) AS gave_notice,
    if(ifNull(churned_on > {today:Date}, 0), ${monthsUntil("assumeNotNull(churned_on)")}, months_to_renewal) AS months_to_end,
    toUInt8(length(risk.hazards) = ${HAZARD_MONTHS}) AS has_hazards,
    ifNull(if(risk.p30_low > 0, log(risk.p30_high / risk.p30_low) / ${NINETY_PERCENT}, 0), 0) AS hazard_log_sd,
    ${HAZARDS.map((name, month) => `risk.hazards[${month + 1}] AS ${name}`).join(", ")}
  FROM ${facts.source("revenue")} AS revenue
  LEFT ANY JOIN ${facts.source("profiles")} AS profile ON revenue.account = profile.account
  LEFT ANY JOIN (
    SELECT account, hazards, p30_low, p30_high FROM mimamori.churn_risk FINAL WHERE run_id = {runId:String} AND status = 'scored'
  ) AS risk ON revenue.account = risk.account
  LEFT ANY JOIN (
    SELECT account, tier FROM mimamori.touch_tiers FINAL WHERE run_id = {tiersOfRun:String}
  ) AS previous ON revenue.account = previous.account
  WHERE notEmpty(term_spells) AND spell.from_on <= {today:Date} AND ifNull(spell.to_on > {today:Date}, 1)
)`;

/** Reads the accounts that pay on the run's day, in no order. */
export function readPayingAccounts(
  tables: ClickhouseTables,
  facts: FactsAsOf,
  { runId, asOf, today, company, tiersOfRun = "" }: AccountSources,
): AsyncGenerator<PayingAccounts> {
  const byProduct = Object.entries(company.lifetimeValue.marginByProduct);
  const parameters = {
    runId,
    asOf,
    today,
    tiersOfRun,
    timeZone: company.timeZone,
    products: byProduct.map(([product]) => product),
    margins: byProduct.map(([, margin]) => margin),
  };
  return tables.queryBinary(select(facts, company), COLUMNS, parameters);
}
