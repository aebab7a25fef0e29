// The state that whole and partial snapshots of each listed bucket make together. SQL text only.
import { candidateRows, listed, SNAPSHOT_RANK } from "./candidate-rows.ts";
import { rowKey } from "./fact-tables.ts";
import type { FactTarget, RawSource } from "./fact-tables.ts";

/** Newest first, down to the first that is a whole state: what lies below it no longer counts. */
const LAYERS = `
  if(arrayFirstIndex(d -> NOT JSONExtractBool(d, 'partial'), documents) AS whole = 0,
     documents, arraySlice(documents, 1, whole))`;

/**
 * Like latestSnapshots(), for events whose data may be `partial`: `latest` is the newest whole state with the fields of newer
 * partial ones laid over it (objects field by field: RFC 7396), so each field is the newest that
 * anybody has said. `preferred` is SQL: snapshots that fulfil it come before all that do not.
 * And `ranked`: every snapshot as ((preferred, rank), data), the first counts most; the first element of a rank is its time.
 */
export function layeredSnapshots(raw: RawSource, target: FactTarget, preferred: string): string {
  return `
  SELECT
    ${rowKey(target)}, notEmpty(documents) AS present,
    arrayReverseSort(one -> one.1, groupArrayIf(((${preferred}, ${SNAPSHOT_RANK}), document), counts)) AS ranked,
    arrayMap(one -> one.2, ranked) AS documents,
    ${LAYERS} AS layers,
    multiIf(empty(layers), '', length(layers) = 1, layers[1],
            arrayFold((newer, older) -> jsonMergePatch(older, newer), layers, '{}')) AS latest,
    max(settled_at) AS settled_at
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
