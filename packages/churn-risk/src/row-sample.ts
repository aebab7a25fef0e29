// A part of the rows that is much cheaper to fit and nearly as good: where the walk to the minimum begins. Pure.
import type { Objective } from "./logistic-objective.ts";

/** The rarer outcome tells less per row: a hundredth of the rows wanted must have it. */
const RARER_SHARE = 0.01;
/** With fewer rows than so many samples, a start from one saves nothing. */
const SMALLEST_FACTOR = 3;

function countOf(y: Uint8Array): number {
  return y.reduce((sum, outcome) => sum + outcome, 0);
}

/**
 * Every n-th row, with the penalty's share: it stands for all rows divided by n. Undefined when there are too few rows, or
 * one outcome hardly occurs in the part.
 */
export function sampleOf(
  objective: Objective,
  rowsPerParameter: number,
): { readonly objective: Objective; readonly share: number } | undefined {
  const { x, y, offset, l2, link } = objective;
  const wanted = rowsPerParameter * (x.columns + 1);
  const churnedInAll = countOf(y);
  const rarer = Math.min(churnedInAll, x.rows - churnedInAll);
  const every = Math.floor(Math.min(x.rows / wanted, rarer / (RARER_SHARE * wanted)));
  if (every < SMALLEST_FACTOR) return undefined;
  const rows = Math.ceil(x.rows / every);
  const share = rows / x.rows;
  const values = new Float64Array(rows * x.columns);
  for (let row = 0; row < rows; row++) {
    const from = row * every * x.columns;
    values.set(x.values.subarray(from, from + x.columns), row * x.columns);
  }
  const outcomes = Uint8Array.from({ length: rows }, (_, row) => y[row * every] ?? 0);
  const churned = countOf(outcomes);
  // Rows in an order that keeps an outcome out of the part.
  if (2 * Math.min(churned, rows - churned) < rarer / every) return undefined;
  return {
    share,
    objective: {
      x: { rows, columns: x.columns, values },
      y: outcomes,
      offset: offset && Float64Array.from({ length: rows }, (_, row) => offset[row * every] ?? 0),
      l2: l2 * share,
      link,
    },
  };
}
