/**
 * SQL of the features of accounts at moments, one SELECT per family of facts (two for engagement): one row per moment that the family
 * knows anything of. The same for training (many moments per account) and for scoring (one).
 *
 * In: facts at moments, with the columns moment, moment_day and at. Out: columns of fixed width. Sums do not depend on the order of
 * rows: quantities are added up as whole millionths, so shuffled and doubled input gives the same bits.
 */
import type { MomentSource } from "@mimamori/account-facts";

export const USAGE_DAYS = 112;
export const RECENT_DAYS = 28;
export const TICKET_DAYS = 84;
/** A year of whole weeks. */
export const ENGAGEMENT_DAYS = 364;

/** A quantity in millionths; beyond a thousand million it counts as that many, so that no sum overflows. */
function millionths(quantity: string): string {
  return `toInt64(round(least(greatest(${quantity}, 0), 1e9) * 1e6))`;
}

const RECENT = `moment_day - day <= ${RECENT_DAYS}`;

/** Columns of usageAtMoments after those of the features f0, f1, … */
export const USAGE_COLUMNS = {
  moment: "UInt32",
  recent: "Float64",
  before: "Float64",
  users: "UInt32",
  features: "UInt32",
  last_day: "UInt32",
} as const;

/**
 * Usage of each feature and of all in the 28 days before the moment's day, of all in the 84 days before those, and when it was last
 * seen within both. `features` become the columns f0, f1, …
 */
export function usageAtMoments(
  { sql, parameters }: MomentSource,
  features: readonly string[],
): MomentSource {
  const perFeature = features.map(
    (_, index) =>
      `toFloat64(sumIf(${millionths(`quantities[{feature${index}:String}]`)}, ${RECENT})) / 1e6 AS f${index}`,
  );
  const all = millionths("arraySum(mapValues(quantities))");
  return {
    sql: `
SELECT moment,
  toFloat64(sumIf(${all}, ${RECENT})) / 1e6 AS recent,
  toFloat64(sumIf(${all}, NOT ${RECENT})) / 1e6 AS before,
  toUInt32(greatest(uniqExactArrayIf(users, ${RECENT}), maxIf(reported_users, ${RECENT}))) AS users,
  toUInt32(uniqExactArrayIf(mapKeys(quantities), ${RECENT})) AS features,
  toUInt32(max(day)) AS last_day${perFeature.map((column) => `,\n  ${column}`).join("")}
FROM ${sql} AS pair
GROUP BY moment`,
    parameters: {
      ...parameters,
      ...Object.fromEntries(features.map((feature, index) => [`feature${index}`, feature])),
    },
  };
}

/** Tickets opened in 84 days, and the urgent ones that were open. */
export function ticketsAtMoments({ sql, parameters }: MomentSource): MomentSource {
  return {
    sql: `
SELECT moment,
  toUInt32(countIf(opened_at > at - INTERVAL ${TICKET_DAYS} DAY)) AS opened,
  toUInt32(countIf(priority IN ('urgent', 'high') AND status NOT IN ('solved', 'closed'))) AS urgent_open
FROM ${sql} AS pair
GROUP BY moment`,
    parameters,
  };
}

export const TICKET_COLUMNS = {
  moment: "UInt32",
  opened: "UInt32",
  urgent_open: "UInt32",
} as const;

/** Of the invoices that were open and undisputed: how long the worst is overdue, and the most attempts to collect one. */
export function invoicesAtMoments({ sql, parameters }: MomentSource): MomentSource {
  return {
    sql: `
SELECT moment,
  toUInt32(maxIf(dateDiff('second', assumeNotNull(due_at), at), is_open AND due_at <= at) / 86400) AS overdue_days,
  toUInt32(maxIf(attempts, is_open)) AS attempts
FROM (SELECT *, status = 'open' AND NOT disputed AS is_open FROM ${sql}) AS pair
GROUP BY moment`,
    parameters,
  };
}

export const INVOICE_COLUMNS = {
  moment: "UInt32",
  overdue_days: "UInt32",
  attempts: "UInt32",
} as const;

/**
 * The mean of each respondent's latest NPS answer; an answer of nobody known stands for itself. Facts at moments have tuples without
 * names: (at, kind, score, scale_min, scale_max, respondent).
 */
export function npsAtMoments({ sql, parameters }: MomentSource): MomentSource {
  return {
    sql: `
SELECT moment, arraySum(arraySort(groupArray(score))) / count() AS nps
FROM (
  SELECT moment, argMax(answer.3, (answer.1, answer.3)) AS score
  FROM (SELECT moment, surveys FROM ${sql} WHERE notEmpty(surveys)) AS pair
  ARRAY JOIN surveys AS answer
  WHERE answer.2 = 'nps'
  GROUP BY moment, if(answer.6 = '', toString((answer.1, answer.3)), answer.6)
)
GROUP BY moment`,
    parameters,
  };
}

export const NPS_COLUMNS = { moment: "UInt32", nps: "Float64" } as const;

/** The last day of a conversation (0: none), and the latest judgement of a CSM (NaN: none). */
export function contactAtMoments({ sql, parameters }: MomentSource): MomentSource {
  return {
    sql: `
SELECT moment, toUInt32(maxIf(day, notEmpty(interactions))) AS talked_on,
  if(max(latest.1) = toDateTime64(0, 3, 'UTC'), nan, toFloat64(max(latest).2)) AS pulse
FROM (
  SELECT moment, day, interactions, arrayMax(arrayPushFront(
    arrayMap(one -> (one.1, one.2), pulses), (toDateTime64(0, 3, 'UTC'), toUInt8(0)))) AS latest
  FROM ${sql} WHERE notEmpty(interactions) OR notEmpty(pulses)
) AS pair
GROUP BY moment`,
    parameters,
  };
}

export const CONTACT_COLUMNS = { moment: "UInt32", talked_on: "UInt32", pulse: "Float64" } as const;
