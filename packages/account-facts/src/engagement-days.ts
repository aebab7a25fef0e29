// Facts of engagement: one row per account and company day. In: raw_engagement_events. Out: engagement_days.
import { candidateRows, listed } from "./candidate-rows.ts";
import { insertSelected, momentColumn, rowKey } from "./fact-tables.ts";
import type { FactTable, FactTarget } from "./fact-tables.ts";

const raw = {
  table: "mimamori.raw_engagement_events",
  types: [
    "engagement.survey_answered.v1",
    "engagement.feature_requested.v1",
    "engagement.interaction_held.v1",
    "engagement.message_sent.v1",
    "engagement.message_opened.v1",
    "engagement.message_replied.v1",
    "engagement.pulse_recorded.v1",
  ],
  bucket: "toString(toDate(occurred_at, {time_zone:String}))",
  byDay: true,
} as const;

/** An NPS answer needs no scale: it is 0 to 10. */
const derived = {
  fields:
    "JSONExtract(json, 'Tuple(kind String, score Float64, scale Tuple(min Float64, max Float64), respondent String, author String)')",
  kind: "fields.kind",
  score: "fields.score",
  scale_min: "if(JSONHas(json, 'scale'), fields.scale.min, 0)",
  scale_max: "if(JSONHas(json, 'scale'), fields.scale.max, 10)",
  respondent: "fields.respondent",
  author: "fields.author",
};

// A message counts under what happened to it, which the type's name says: sent, opened, replied.
const select = (target: FactTarget): string => `
SELECT
  ${momentColumn(target)}account,
  toDateOrZero(bucket) AS day,
  countIf(counts) AS events,
  arraySort(groupArrayIf(
    (occurred_at, kind, score, scale_min, scale_max, respondent),
    counts AND type = 'engagement.survey_answered.v1')) AS surveys,
  sumMapIf(map(kind, toUInt64(1)), counts AND type = 'engagement.interaction_held.v1') AS interactions,
  sumMapIf(map(extract(type, 'message_([a-z]+)'), toUInt64(1)), counts AND startsWith(type, 'engagement.message_')) AS messages,
  countIf(counts AND type = 'engagement.feature_requested.v1') AS feature_requests,
  arraySort(groupArrayIf((occurred_at, toUInt8(score), author),
    counts AND type = 'engagement.pulse_recorded.v1')) AS pulses,
  max(settled_at) AS max_known_at,
  {version:UInt64} AS version
FROM (
  SELECT ${rowKey(target)}, type, occurred_at, kind, score, scale_min, scale_max, respondent, author, counts, settled_at
  FROM (${candidateRows(raw, target, derived)})
  UNION ALL
  SELECT
    ${rowKey(target)}, '', toDateTime64(0, 3, 'UTC'), '', 0, 0, 0, '', '', 0, toDateTime64(0, 3, 'UTC')
  FROM (${listed(target)})
) AS candidate
GROUP BY ${rowKey(target)}`;

export const engagementDays: FactTable = {
  family: "engagement_days",
  raw,
  bucketColumn: "day",
  columns: [
    "account",
    "day",
    "events",
    "surveys",
    "interactions",
    "messages",
    "feature_requests",
    "pulses",
    "max_known_at",
    "version",
  ],
  isPresent: "events > 0",
  select,
  write: (store, target) => insertSelected(store, engagementDays, target, select(target)),
};
