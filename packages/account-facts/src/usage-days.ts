// Facts of usage: one row per account and company day. In: raw_usage_events. Out: usage_days.
// Everything is sorted before it is stored or added up, so the same raw rows always make the same row, to the last bit.
import { candidateRows, listed } from "./candidate-rows.ts";
import { insertSelected, momentColumn, rowKey } from "./fact-tables.ts";
import type { FactTable, FactTarget } from "./fact-tables.ts";

const raw = {
  table: "mimamori.raw_usage_events",
  types: ["usage.feature_used.v1", "usage.session_started.v1", "usage.milestone_reached.v1"],
  bucket: "toString(toDate(occurred_at, {time_zone:String}))",
  byDay: true,
} as const;

/** One parse per row; a user's own events name the user by their subject. */
const derived = {
  fields:
    "JSONExtract(json, 'Tuple(feature String, user String, quantity Float64, active_users UInt64, milestone String, reached_at String)')",
  name: "if(type = 'usage.milestone_reached.v1', fields.milestone, fields.feature)",
  user: "if(fields.user = '' AND startsWith(subject, 'user:'), substring(subject, 6), fields.user)",
  reached_at: "ifNull(parseDateTime64BestEffortOrNull(fields.reached_at, 3, 'UTC'), occurred_at)",
};

// Per feature or milestone first: what one distinct name has, in one row.
const byName = (target: FactTarget): string => `
  SELECT
    ${rowKey(target)}, type, name,
    countIf(counts) AS uses,
    arraySum(arraySort(groupArrayIf(fields.quantity, counts))) AS amount,
    groupUniqArrayIf(sipHash64(user), counts AND user != '') AS hashes,
    maxIf(least(fields.active_users, 4294967295), counts) AS most_users,
    minIf(reached_at, counts) AS first_at,
    maxIf(occurred_at, counts) AS latest_at,
    max(settled_at) AS settled_at
  FROM (${candidateRows(raw, target, derived)})
  GROUP BY ${rowKey(target)}, type, name
  UNION ALL
  SELECT ${rowKey(target)}, '', '', 0, 0, [], 0, toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC')
  FROM (${listed(target)})`;

const select = (target: FactTarget): string => `
SELECT
  ${momentColumn(target)}account,
  toDateOrZero(bucket) AS day,
  sum(uses) AS events,
  CAST(arraySort(groupArrayIf((name, amount), type = 'usage.feature_used.v1' AND uses > 0)), 'Map(String, Float64)') AS quantities,
  CAST(arraySort(groupArrayIf((name, uses), type = 'usage.feature_used.v1' AND uses > 0)), 'Map(String, UInt64)') AS feature_events,
  arraySort(groupUniqArrayArray(hashes)) AS users,
  max(most_users) AS reported_users,
  sumIf(uses, type = 'usage.session_started.v1') AS sessions,
  CAST(arraySort(groupArrayIf((name, first_at), type = 'usage.milestone_reached.v1' AND uses > 0)),
       'Map(String, DateTime64(3, \\'UTC\\'))') AS milestones,
  max(latest_at) AS last_at,
  max(settled_at) AS max_known_at,
  {version:UInt64} AS version
FROM (${byName(target)}) AS named
GROUP BY ${rowKey(target)}`;

export const usageDays: FactTable = {
  family: "usage_days",
  raw,
  bucketColumn: "day",
  columns: [
    "account",
    "day",
    "events",
    "quantities",
    "feature_events",
    "users",
    "reported_users",
    "sessions",
    "milestones",
    "last_at",
    "max_known_at",
    "version",
  ],
  isPresent: "events > 0",
  select,
  write: (store, target) => insertSelected(store, usageDays, target, select(target)),
};
