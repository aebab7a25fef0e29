// Who looked after an account when. In: its profile snapshots, ranked. Out: spells, oldest first. SQL text only.

/** The account's own snapshots, where they say all there is to say of its CSM; else those of the accounts merged into it too. */
const TELLING = `
  arrayFilter(one -> one.1.1, ranked) AS own,
  arrayReverseSort(one -> one.1.2,
    if(arrayExists(one -> JSONHas(one.2, 'csm') OR NOT JSONExtractBool(one.2, 'partial'), own), own, ranked)) AS telling`;

/** Oldest first. A partial snapshot that does not name a CSM leaves it as it was; a whole one says that there is none. */
const TOLD = `
  arrayFill(one -> one.2 IS NOT NULL, arrayMap(
    one -> (one.1.2.1, if(JSONHas(one.2, 'csm') OR NOT JSONExtractBool(one.2, 'partial'), JSONExtractString(one.2, 'csm'), NULL)),
    arrayReverse(telling))) AS told`;

/** Only where it changed. arrayFill repeats the time with the value, so a repetition is no change. */
const CHANGES = `
  arrayFilter((one, at) -> at = 1 OR NOT (one.2 <=> told[at - 1].2), told, arrayEnumerate(told)) AS changes`;

const SPELLS = `
  CAST(arrayFilter(
    spell -> spell.1 != '' AND (spell.3 IS NULL OR spell.2 < spell.3),
    arrayMap(
      (one, at) -> (ifNull(one.2, ''), one.1, if(at = length(changes), NULL, changes[at + 1].1)),
      changes, arrayEnumerate(changes))),
    'Array(Tuple(csm String, from_at DateTime64(3, ''UTC''), to_at Nullable(DateTime64(3, ''UTC''))))') AS csm_spells`;

/** The rows of layeredSnapshots() with csm_spells: Array(Tuple(csm, from_at, to_at)), [from_at, to_at), NULL: until now. */
export function withCsmSpells(snapshots: string): string {
  return `SELECT *, ${TELLING}, ${TOLD}, ${CHANGES}, ${SPELLS} FROM (${snapshots})`;
}
