/**
 * SQL of the features of a set of accounts, one SELECT per family of facts.
 *
 * In: facts as of the run (subqueries), `{accounts:Array(String)}`, `{asOf:DateTime64(3)}`, `{today:Date}`. Out: one row per
 * account that the family knows. Everything that is gathered is sorted, so the same facts always make the same row. 64-bit
 * numbers come as floats where they are small enough to be exact.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import type { UsageSelect } from "./usage-columns.ts";

const CHOSEN = "account IN {accounts:Array(String)}";

function milliseconds(column: string): string {
  return `toFloat64(toUnixTimestamp64Milli(${column}))`;
}

/** When the account was first and last seen using the product, ever. */
export function usageSpans(facts: FactsAsOf): string {
  return `
SELECT account, toUInt32(min(day)) AS first_day, toUInt32(max(day)) AS last_day
FROM ${facts.source("usage_days")} AS days
WHERE ${CHOSEN}
GROUP BY account`;
}

/** The sums that the scorecards ask for. */
export function usageWindows(facts: FactsAsOf, select: UsageSelect): string {
  return `
SELECT account,
  ${select.sql}
FROM ${facts.source("usage_days")} AS days
WHERE ${CHOSEN} AND day >= {today:Date} - ${select.longestDays} AND day < {today:Date}
GROUP BY account`;
}

/** Steps of the onboarding that were reached, ever. */
export function milestones(facts: FactsAsOf): string {
  return `
SELECT account, arraySort(groupUniqArrayArray(mapKeys(milestones))) AS reached
FROM ${facts.source("usage_days")} AS days
WHERE ${CHOSEN} AND notEmpty(milestones)
GROUP BY account`;
}

/** Tickets opened within `days`, and the urgent ones that are open. */
export function tickets(facts: FactsAsOf, days: number): string {
  return `
SELECT account,
  arraySort(groupArrayIf(${milliseconds("opened_at")}, opened_at > {asOf:DateTime64(3)} - INTERVAL ${days} DAY)) AS opened,
  toUInt32(countIf(priority IN ('urgent', 'high') AND status NOT IN ('solved', 'closed'))) AS urgent_open
FROM ${facts.source("tickets")} AS tickets
WHERE ${CHOSEN}
GROUP BY account`;
}

/** How many invoices there are, and those that are overdue. */
export function invoices(facts: FactsAsOf): string {
  return `
SELECT account, toUInt32(count()) AS invoices,
  arraySort(groupArrayIf((toString(payment_method), ${milliseconds("assumeNotNull(due_at)")}),
    status = 'open' AND NOT disputed AND due_at <= {asOf:DateTime64(3)})) AS overdue
FROM ${facts.source("invoices")} AS invoices
WHERE ${CHOSEN}
GROUP BY account`;
}

/** The latest NPS answer of each respondent; an answer of nobody known stands for itself. */
export function npsAnswers(facts: FactsAsOf): string {
  return `
SELECT account, arraySort(groupArray((score, answered_at))) AS answers
FROM (
  SELECT account, argMax(answer.score, (answer.at, answer.score)) AS score, ${milliseconds("max(answer.at)")} AS answered_at
  FROM ${facts.source("engagement_days")} AS days
  ARRAY JOIN surveys AS answer
  WHERE ${CHOSEN} AND answer.kind = 'nps'
  GROUP BY account, if(answer.respondent = '', toString((answer.at, answer.score)), answer.respondent)
)
GROUP BY account`;
}

/** The last day of each kind of conversation. */
export function interactions(facts: FactsAsOf): string {
  return `
SELECT account, arraySort(groupArray((kind, last_day))) AS last_days
FROM (
  SELECT account, kind, toUInt32(max(day)) AS last_day
  FROM ${facts.source("engagement_days")} AS days
  ARRAY JOIN mapKeys(interactions) AS kind
  WHERE ${CHOSEN}
  GROUP BY account, kind
)
GROUP BY account`;
}

/** What the account is. */
export function profiles(facts: FactsAsOf): string {
  return `
SELECT account, toString(segment) AS segment, toString(country) AS country, signed_up_at
FROM ${facts.source("profiles")} AS profiles
WHERE ${CHOSEN}`;
}

/** What it has bought. Ends and starts that lie ahead are in there too. */
export function revenue(facts: FactsAsOf): string {
  return `
SELECT account, subscriptions, mrr_days, movements, first_paid_on, churned_on
FROM ${facts.source("revenue")} AS revenue
WHERE ${CHOSEN}`;
}
