// The part of a changed scorecard in a move. In: the old data under the old scorecard and under the new one. Out: a part for each
// measure whose weight, curve or definition has changed, or that came or went with the scorecard. Pure.
import type { MeasureState, MovePart } from "./move-parts.ts";
import { meanPoints, weightOf } from "./weighted-points.ts";

/**
 * Each measure's share of weight × how far it lies above the middle between the two scores, new less old: these sum to the difference
 * of the scores, because the shares sum to 1 on both sides. None where the old data give no score under the new scorecard.
 */
export function scorecardParts(
  before: readonly MeasureState[],
  rescored: readonly MeasureState[],
): MovePart[] {
  const [from, to] = [meanPoints(before), meanPoints(rescored)];
  if (to === null) return [];
  // Where there was no score (an override stood for it) the way begins at 0.
  const middle = from === null ? 0 : (from + to) / 2;
  const [old, now] = [aboveMiddle(before, middle), aboveMiddle(rescored, middle)];
  return [...new Set([...old.keys(), ...now.keys()])].map((measure) => ({
    kind: "scorecard",
    measure,
    points: (now.get(measure) ?? 0) - (old.get(measure) ?? 0),
  }));
}

function aboveMiddle(measures: readonly MeasureState[], middle: number): Map<string, number> {
  const known = measures.filter(({ weight, points }) => points !== null && weight > 0);
  const all = weightOf(known);
  return new Map(
    known.map(({ measure, weight, points }) => [
      measure,
      (weight / all) * ((points ?? 0) - middle),
    ]),
  );
}
