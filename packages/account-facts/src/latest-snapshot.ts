// The winner among the snapshots of each listed bucket. SQL text only.
import { candidateRows, listed, SNAPSHOT_RANK } from "./candidate-rows.ts";
import { rowKey } from "./fact-tables.ts";
import type { FactTarget, RawSource } from "./fact-tables.ts";

/**
 * SELECT of account, bucket, present (0 or 1), latest (the winner's data, '' without one), latest_at and first_at (when the
 * winner and the first of the snapshots happened; 1970 without one), settled_at; `also` names further aggregates over `document` and `counts`, each
 * with a comma behind it.
 */
export function latestSnapshots(raw: RawSource, target: FactTarget, also = ""): string {
  return `
  SELECT
    ${rowKey(target)}, countIf(counts) > 0 AS present,
    argMaxIf(document, ${SNAPSHOT_RANK}, counts) AS latest,
    maxIf(occurred_at, counts) AS latest_at,
    minIf(occurred_at, counts) AS first_at,
    ${also}max(settled_at) AS settled_at
  FROM (
    SELECT ${rowKey(target)}, subject, time, source, id, occurred_at, known_at, sequence, document, counts, settled_at
    FROM (${candidateRows(raw, target, { document: "json" })})
    UNION ALL
    SELECT
      ${rowKey(target)}, '', toDateTime64(0, 3, 'UTC'), '', '', toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'), 0, '', 0,
      toDateTime64(0, 3, 'UTC')
    FROM (${listed(target)})
  ) AS candidate
  GROUP BY ${rowKey(target)}`;
}

/** SQL of an instant that `latest` holds under a name; NULL without one. */
export function instantIn(name: string): string {
  return `parseDateTime64BestEffortOrNull(JSONExtractString(latest, '${name}'), 3, 'UTC')`;
}
