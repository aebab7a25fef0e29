// Forecasts in their order, equal ones together, so that no figure depends on the order of the rows. Pure.

/** Rows that have the same score. */
export interface TieGroup {
  readonly score: number;
  readonly rows: number;
  /** How many of them churned. */
  readonly churned: number;
}

/** The groups of equal scores, lowest score first. */
export function tieGroups(y: Uint8Array, scores: Float64Array): TieGroup[] {
  const order = Uint32Array.from(scores, (_, index) => index).sort(
    (a, b) => (scores[a] ?? 0) - (scores[b] ?? 0),
  );
  const groups: { score: number; rows: number; churned: number }[] = [];
  for (const row of order) {
    const score = scores[row] ?? 0;
    const churned = y[row] ?? 0;
    const last = groups.at(-1);
    if (last?.score === score) {
      last.rows += 1;
      last.churned += churned;
    } else groups.push({ score, rows: 1, churned });
  }
  return groups;
}
