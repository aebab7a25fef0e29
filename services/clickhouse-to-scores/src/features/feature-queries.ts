/**
 * SQL of the features of a chunk of accounts, one SELECT per family of facts.
 *
 * In: the chunk's facts (subqueries). Out: one row per moment and account that the family knows. Everything that is gathered is sorted, so the same facts always make the same row. 64-bit
 * numbers come as floats where they are small enough to be exact.
 */
import { IS_SOUND_DAY } from "./chunk-facts.ts";
import type { ChunkFacts } from "./chunk-facts.ts";
import type { UsageSelect } from "./usage-columns.ts";

function milliseconds(column: string): string {
  return `toFloat64(toUnixTimestamp64Milli(${column}))`;
}

/** When the account was first and last seen using the product, ever. */
export function usageSpans(facts: ChunkFacts): string {
  return `
SELECT account, moment, toUInt32(min(day)) AS first_day, toUInt32(max(day)) AS last_day
FROM ${facts.source("usage_days")} AS days
GROUP BY account, moment`;
}

/** The first and the last of the moments' days, YYYY-MM-DD. */
export interface DaySpan {
  readonly from: string;
  readonly to: string;
}

/** The sums that the scorecards ask for, without days that a fault of the capture spoiled. */
export function usageWindows(facts: ChunkFacts, select: UsageSelect, days: DaySpan): string {
  const inReach = `day >= toDate('${days.from}') - ${select.longestDays} AND day < toDate('${days.to}')`;
  return `
SELECT account, moment,
  ${select.sql}
FROM ${facts.source("usage_days", inReach)} AS days
WHERE day >= today - ${select.longestDays} AND day < today AND ${IS_SOUND_DAY}
GROUP BY account, moment`;
}

/** The day on which each step of the onboarding was first reached. */
export function milestones(facts: ChunkFacts): string {
  return `
SELECT account, moment, arraySort(groupArray((milestone, first_day))) AS reached
FROM (
  SELECT account, moment, milestone, toUInt32(min(day)) AS first_day
  FROM ${facts.source("usage_days", "notEmpty(milestones)")} AS days
  ARRAY JOIN mapKeys(milestones) AS milestone
  GROUP BY account, moment, milestone
)
GROUP BY account, moment`;
}

/** Tickets opened within `days`, and the urgent ones that are open. */
export function tickets(facts: ChunkFacts, days: number): string {
  return `
SELECT account, moment,
  arraySort(groupArrayIf(${milliseconds("opened_at")}, opened_at > as_of - INTERVAL ${days} DAY)) AS opened,
  toUInt32(countIf(priority IN ('urgent', 'high') AND status NOT IN ('solved', 'closed'))) AS urgent_open
FROM ${facts.source("tickets")} AS tickets
GROUP BY account, moment`;
}

/** How many invoices there are, those that are overdue, and those that were tried to collect. */
export function invoices(facts: ChunkFacts): string {
  return `
SELECT account, moment, toUInt32(count()) AS invoices,
  arraySort(groupArrayIf((toString(payment_method), ${milliseconds("assumeNotNull(due_at)")}),
    status = 'open' AND NOT disputed AND due_at <= as_of)) AS overdue,
  arraySort(groupArrayIf((toString(payment_method), attempts),
    status = 'open' AND NOT disputed AND attempts > 0)) AS attempted
FROM ${facts.source("invoices")} AS invoices
GROUP BY account, moment`;
}

/**
 * The latest answer of each respondent to each kind of survey; an answer of nobody known stands for itself. NPS is told as it is,
 * of the others where they lie on their scale.
 */
export function surveyAnswers(facts: ChunkFacts): string {
  return `
SELECT account, moment, arraySort(groupArray((kind, score, answered_at))) AS answers
FROM (
  SELECT account, moment, kind, argMax(place, (at, place)) AS score, ${milliseconds("max(at)")} AS answered_at
  FROM (
    SELECT
      account, moment, answer.kind AS kind, answer.at AS at,
      if(kind = 'nps', answer.score, (answer.score - answer.scale_min) / (answer.scale_max - answer.scale_min)) AS place,
      if(answer.respondent = '', toString((answer.at, answer.score)), answer.respondent) AS respondent
    FROM ${facts.source("engagement_days", "notEmpty(surveys)")} AS days
    ARRAY JOIN surveys AS answer
    WHERE answer.kind = 'nps' OR answer.scale_max > answer.scale_min
  )
  GROUP BY account, moment, kind, respondent
)
GROUP BY account, moment`;
}

/** What a CSM thought of the account last. */
export function pulses(facts: ChunkFacts): string {
  return `
SELECT account, moment, toFloat64(argMax(pulse.score, pulse)) AS score, ${milliseconds("max(pulse.at)")} AS at
FROM ${facts.source("engagement_days", "notEmpty(pulses)")} AS days
ARRAY JOIN pulses AS pulse
GROUP BY account, moment`;
}

/** Goals: their state, the day on which they are due, and when that state began. */
export function goals(facts: ChunkFacts): string {
  return `
SELECT account, moment, arraySort(groupArray((toString(status), toInt32(due_on), ${milliseconds("ifNull(reached_at, changed_at)")}))) AS goals
FROM ${facts.source("goals")} AS goals
GROUP BY account, moment`;
}

/** What people put in place of computed values, as far as it holds at the run's moment, in the order in which it was set. */
export function overrides(facts: ChunkFacts): string {
  return `
SELECT account, moment, groupArray((override_id, toString(target), toString(measure), value, reason, author, expires)) AS held
FROM (
  SELECT *, ${milliseconds("expires_at")} AS expires FROM ${facts.source("overrides")} AS overrides
  WHERE set_at <= as_of AND expires_at > as_of AND cleared_at IS NULL
  ORDER BY account, moment, set_at, override_id
)
GROUP BY account, moment`;
}

/** The last day of each kind of conversation. */
export function interactions(facts: ChunkFacts): string {
  return `
SELECT account, moment, arraySort(groupArray((kind, last_day))) AS last_days
FROM (
  SELECT account, moment, kind, toUInt32(max(day)) AS last_day
  FROM ${facts.source("engagement_days", "notEmpty(interactions)")} AS days
  ARRAY JOIN mapKeys(interactions) AS kind
  GROUP BY account, moment, kind
)
GROUP BY account, moment`;
}

/** What the account is. */
export function profiles(facts: ChunkFacts): string {
  return `
SELECT account, moment, toString(segment) AS segment, toString(country) AS country, signed_up_at
FROM ${facts.source("profiles")} AS profiles`;
}

/** What it has bought. Ends and starts that lie ahead are in there too. */
export function revenue(facts: ChunkFacts): string {
  return `
SELECT account, moment, subscriptions, mrr_days, movements, first_paid_on, churned_on
FROM ${facts.source("revenue")} AS revenue`;
}
