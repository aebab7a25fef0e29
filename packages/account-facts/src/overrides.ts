// Facts of what people decided by hand: one row per account and override, from the latest that was set under its id, and whether it
// was cleared since. In: raw_account_events. Out: overrides. When it expires is in the row: whoever reads compares it with its moment.
import { candidateRows, listed, SNAPSHOT_RANK } from "./candidate-rows.ts";
import { insertSelected, momentColumn, rowKey } from "./fact-tables.ts";
import type { FactTable, FactTarget } from "./fact-tables.ts";

const SET = "account.override_set.v1";

const raw = {
  table: "mimamori.raw_account_events",
  types: [SET, "account.override_cleared.v1"],
  bucket: "JSONExtractString(json, 'override_id')",
  byDay: false,
} as const;

const text = (name: string): string => `JSONExtractString(latest, '${name}')`;

// A number is kept as its text, what excludes (null) as an empty one.
const VALUE = `if(JSONType(latest, 'value') = 'String', ${text("value")},
     if(JSONType(latest, 'value') IN ('Int64', 'UInt64', 'Double'), JSONExtractRaw(latest, 'value'), ''))`;

const select = (target: FactTarget): string => `
SELECT
  ${momentColumn(target)}account,
  bucket AS override_id,
  present,
  ${text("target")} AS target,
  ${text("measure")} AS measure,
  ${VALUE} AS value,
  ${text("reason")} AS reason,
  ${text("author")} AS author,
  set_at,
  ifNull(parseDateTime64BestEffortOrNull(${text("expires_at")}, 3, 'UTC'), toDateTime64(0, 3, 'UTC')) AS expires_at,
  if(was_cleared, last_cleared_at, NULL) AS cleared_at,
  if(was_cleared, JSONExtractString(cleared, 'author'), '') AS cleared_by,
  settled_at AS max_known_at,
  {version:UInt64} AS version
FROM (
  SELECT
    ${rowKey(target)}, countIf(is_set) > 0 AS present,
    argMaxIf(document, ${SNAPSHOT_RANK}, is_set) AS latest,
    maxIf(occurred_at, is_set) AS set_at,
    argMaxIf(document, ${SNAPSHOT_RANK}, is_cleared) AS cleared,
    maxIf(occurred_at, is_cleared) AS last_cleared_at,
    countIf(is_cleared) > 0 AND argMaxIf(is_cleared, ${SNAPSHOT_RANK}, counts) AS was_cleared,
    max(settled_at) AS settled_at
  FROM (
    SELECT
      ${rowKey(target)}, subject, time, source, id, occurred_at, known_at, sequence, document, counts, settled_at,
      counts AND type = '${SET}' AS is_set, counts AND type != '${SET}' AS is_cleared
    FROM (${candidateRows(raw, target, { document: "json" })})
    UNION ALL
    SELECT
      ${rowKey(target)}, '', toDateTime64(0, 3, 'UTC'), '', '', toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'), 0, '', 0,
      toDateTime64(0, 3, 'UTC'), 0, 0
    FROM (${listed(target)})
  ) AS candidate
  GROUP BY ${rowKey(target)}
)`;

export const overrides: FactTable = {
  family: "overrides",
  raw,
  bucketColumn: "override_id",
  columns: [
    "account",
    "override_id",
    "present",
    "target",
    "measure",
    "value",
    "reason",
    "author",
    "set_at",
    "expires_at",
    "cleared_at",
    "cleared_by",
    "max_known_at",
    "version",
  ],
  isPresent: "present = 1",
  select,
  write: (store, target) => insertSelected(store, overrides, target, select(target)),
};
