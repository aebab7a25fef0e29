// Forecasts in their order, equal ones together, so that no figure depends on the order of the rows. Pure.

/** Rows that have the same score. */
export interface TieGroup {
  readonly score: number;
  readonly rows: number;
  /** How many of them churned. */
  readonly churned: number;
}

/** The groups of equal scores, lowest score first. `y` is 1 for those who churned, else 0; no score is NaN. */
export function tieGroups(y: Uint8Array, scores: Float64Array): TieGroup[] {
  // Numbers without a comparison of ours are sorted many times faster than rows by their scores.
  const churned = scores.filter((_, row) => y[row] === 1).sort();
  const stayed = scores.filter((_, row) => y[row] !== 1).sort();
  const groups: TieGroup[] = [];
  let [left, right] = [0, 0];
  while (left < churned.length || right < stayed.length) {
    const score = Math.min(churned[left] ?? Infinity, stayed[right] ?? Infinity);
    const from = left + right;
    const before = left;
    while (left < churned.length && churned[left] === score) left += 1;
    while (right < stayed.length && stayed[right] === score) right += 1;
    groups.push({ score, rows: left + right - from, churned: left - before });
  }
  return groups;
}
