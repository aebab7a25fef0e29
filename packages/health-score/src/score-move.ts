// What made a score move. In: an account's score at two moments with what each was made of. Out: parts that sum to the difference.
// Pure.
//
// The way from the one to the other has three steps, each a score of its own:
//
//   1. the old data under the old scorecard,
//   2. the old data under the new scorecard     the difference to 1 is the scorecard's: weights, curves, measures
//   3. the new data under the new scorecard     the difference to 2 is the data's, measure by measure
//
// and caps and overrides, which lie on top of what is computed, are parts of their own: by how much more (or less) than before they
// hold the score.
import { type Curve, pointsOn } from "./curves.ts";
import { dataParts } from "./data-parts.ts";
import type { MeasureState, MovePart } from "./move-parts.ts";
import { MOVE_STEP } from "./move-parts.ts";
import { roundToSum } from "./round-to-sum.ts";
import { scorecardParts } from "./scorecard-parts.ts";
import { meanPoints } from "./weighted-points.ts";

/** An account's score at a moment. */
export interface ScoreState {
  /** As people see it, after caps and overrides; null: there is none (too little data, closed). */
  readonly score: number | null;
  /** Before caps and overrides. */
  readonly computedScore: number | null;
  /** What holds the score apart from what is computed. */
  readonly heldBy: "cap" | "override" | null;
  readonly measures: readonly MeasureState[];
}

/** Larger than what rounding does: the rows do not explain it. */
const UNEXPLAINED = 1e-6;

/**
 * What made the score move from the one state to the other: parts that sum to `after.score` - `before.score` exactly, to the
 * billionth. Null when one of them has no score: then there is no difference. Without a change of the scorecard, the way back has
 * the same parts with the other sign.
 *
 * Step 2 takes the old raw values through the new curves and weights; a measure that the old scorecard did not have, or defined in
 * another way, takes its new value, so that all of its coming is the scorecard's. Within step 3, data that went is taken out first
 * (its part: its weight × how far it lay above the mean of what both moments know), then the points move (share of weight × change
 * of points), and then what came is put in. So no part depends on the order of the measures.
 */
export function moveBetween(before: ScoreState, after: ScoreState): MovePart[] | null {
  if (before.score === null || after.score === null) return null;
  const rescored = rescore(before, after);
  const parts = [
    ...scorecardParts(before.measures, rescored),
    ...dataParts(rescored, after.measures, meanPoints(before.measures) ?? 0),
    ...heldParts(before, after),
  ].filter(({ points }) => points !== 0);
  return settledParts(parts, billionths(after.score) - billionths(before.score));
}

/** The old data under the new scorecard. */
function rescore(before: ScoreState, after: ScoreState): MeasureState[] {
  const old = new Map(before.measures.map((one) => [one.measure, one]));
  return after.measures.map((now) => {
    const then = old.get(now.measure);
    if (then === undefined || isRedefined(then, now)) return now;
    return { ...now, rawValue: then.rawValue, points: pointsUnder(now.curve, then) };
  });
}

function isRedefined(then: MeasureState, now: MeasureState): boolean {
  if (then.definition === null || now.definition === null) return false;
  return then.definition !== now.definition;
}

/** What the new curve gives for the old raw value; what a person had decided stays. */
function pointsUnder(curve: Curve | undefined, then: MeasureState): number | null {
  const { rawValue, points, isOverridden } = then;
  if (points === null || rawValue === null) return points;
  return curve === undefined || isOverridden === true ? points : pointsOn(curve, rawValue);
}

function heldParts(before: ScoreState, after: ScoreState): MovePart[] {
  return (["cap", "override"] as const).map((kind) => ({
    kind,
    measure: null,
    points: heldBy(after, kind) - heldBy(before, kind),
  }));
}

/** How far a cap or an override holds the score from what was computed: below 0 for a cap. */
function heldBy({ heldBy, score, computedScore }: ScoreState, kind: "cap" | "override"): number {
  if (heldBy !== kind || score === null) return 0;
  return score - (computedScore ?? 0);
}

function billionths(score: number): number {
  return Math.round(score / MOVE_STEP);
}

/** The parts in whole billionths; what they do not explain becomes a part of its own. */
function settledParts(parts: readonly MovePart[], total: number): MovePart[] {
  const sum = parts.reduce((all, { points }) => all + points, 0);
  const left = total * MOVE_STEP - sum;
  const whole: readonly MovePart[] =
    Math.abs(left) > UNEXPLAINED || parts.length === 0
      ? [...parts, { kind: "other", measure: null, points: left }]
      : parts;
  const steps = roundToSum(
    whole.map(({ points }) => points),
    total,
    MOVE_STEP,
  );
  return whole.flatMap((part, index) => {
    const points = steps[index] ?? 0;
    return points === 0 ? [] : [{ ...part, points: points / 1e9 }];
  });
}
