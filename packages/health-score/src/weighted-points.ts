// Sums over the measures of a score that have data. Pure.
import type { MeasureState } from "./move-parts.ts";

type Weighted = Pick<MeasureState, "weight" | "points">;

/** The weight of those with data. */
export function weightOf(measures: readonly Weighted[]): number {
  return measures.reduce((sum, { weight, points }) => sum + (points === null ? 0 : weight), 0);
}

/** The weighted mean of the points of those with data; null without any weight. */
export function meanPoints(measures: readonly Weighted[]): number | null {
  const all = weightOf(measures);
  if (all === 0) return null;
  return measures.reduce((sum, { weight, points }) => sum + weight * (points ?? 0), 0) / all;
}
