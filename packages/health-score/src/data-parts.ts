// The part of new data in a move, under one scorecard. In: the measures before and after, in the same weights. Out: a part for each
// measure that moved, came or went. Pure.
import type { MeasureState, MovePart } from "./move-parts.ts";
import { meanPoints, weightOf } from "./weighted-points.ts";

/**
 * See moveBetween: what went, then what moved, then what came. Both lists have the same measures with the same weights. `from` is the
 * score that the parts lead on from, where `before` has no data to have one of its own.
 */
export function dataParts(
  before: readonly MeasureState[],
  after: readonly MeasureState[],
  from: number,
): MovePart[] {
  const then = new Map(before.map((one) => [one.measure, one]));
  const isKnownBefore = ({ measure }: MeasureState): boolean =>
    (then.get(measure)?.points ?? null) !== null;
  const now = new Map(after.map((one) => [one.measure, one]));
  const isKnownAfter = ({ measure }: MeasureState): boolean =>
    (now.get(measure)?.points ?? null) !== null;
  const keptBefore = before.filter((one) => isKnownBefore(one) && isKnownAfter(one));
  const keptAfter = after.filter((one) => isKnownBefore(one) && isKnownAfter(one));
  const went = before.filter((one) => isKnownBefore(one) && !isKnownAfter(one));
  const came = after.filter((one) => isKnownAfter(one) && !isKnownBefore(one));
  const middle = middleOf(meanPoints(before), meanPoints(after), from);
  const keptWeight = weightOf(keptBefore);
  return [
    ...changed("went", went, -1, keptWeight, meanPoints(keptBefore) ?? middle),
    ...(keptWeight === 0 ? [] : moved(keptAfter, then, keptWeight)),
    ...changed("came", came, 1, keptWeight, meanPoints(keptAfter) ?? middle),
  ];
}

/** With nothing in common there is no mean to compare with: the middle between the two scores serves, where there are two. */
function middleOf(before: number | null, after: number | null, from: number): number {
  if (before === null) return from;
  return after === null ? 0 : (before + after) / 2;
}

function moved(
  kept: readonly MeasureState[],
  before: ReadonlyMap<string, MeasureState>,
  keptWeight: number,
): MovePart[] {
  return kept.map(({ measure, weight, points }) => ({
    kind: "points",
    measure,
    points: (weight / keptWeight) * ((points ?? 0) - (before.get(measure)?.points ?? 0)),
  }));
}

/** `sign` 1: put in, -1: taken out. */
function changed(
  kind: "came" | "went",
  measures: readonly MeasureState[],
  sign: 1 | -1,
  keptWeight: number,
  mean: number,
): MovePart[] {
  const all = keptWeight + weightOf(measures);
  return measures
    .filter(({ weight }) => weight > 0)
    .map(({ measure, weight, points }) => ({
      kind,
      measure,
      points: sign * (weight / all) * ((points ?? 0) - mean),
    }));
}
