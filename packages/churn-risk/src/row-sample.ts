// A part of the rows that is much cheaper to fit and nearly as good: where the walk to the minimum begins. Pure.
import type { Objective } from "./logistic-objective.ts";

/** With fewer rows than so many samples, a start from one saves nothing. */
const SMALLEST_FACTOR = 6;

/**
 * Every n-th row, with the penalty's share: it stands for all rows divided by n. Undefined when there are too few rows, or
 * one outcome is too rare for its part to say anything.
 */
export function sampleOf(
  objective: Objective,
  rowsPerParameter: number,
): { readonly objective: Objective; readonly share: number } | undefined {
  const { x, y, offset, l2, link } = objective;
  const wanted = rowsPerParameter * (x.columns + 1);
  const every = Math.floor(x.rows / wanted);
  if (every < SMALLEST_FACTOR) return undefined;
  const rows = Math.ceil(x.rows / every);
  const share = rows / x.rows;
  const values = new Float64Array(rows * x.columns);
  for (let row = 0; row < rows; row++) {
    const from = row * every * x.columns;
    values.set(x.values.subarray(from, from + x.columns), row * x.columns);
  }
  const outcomes = Uint8Array.from({ length: rows }, (_, row) => y[row * every] ?? 0);
  const churned = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  if (Math.min(churned, rows - churned) < 2 * (x.columns + 1)) return undefined;
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
