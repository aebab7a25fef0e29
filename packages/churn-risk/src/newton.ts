// Walks from a start to the minimum of a smooth convex function. In: the function. Out: the minimum, with its curvature. Pure.
import { emptyHessian, type Hessian } from "./hessian.ts";
import type { Evaluation } from "./logistic-objective.ts";
import { type Cholesky, factorise, solve } from "./symmetric-solve.ts";

const MOST_PASSES = 100;
const MOST_HALVINGS = 30;
/** Squared distance to the minimum in standard errors, as the quadratic form sees it: a hundred-millionth of one. */
const ARRIVED = 1e-16;

/** The value and gradient at a point; fills in the Hessian when one is given. */
export type EvaluateAt = (point: Float64Array, hessian?: Hessian) => Evaluation;

export interface Minimum {
  readonly at: Evaluation;
  readonly curvature: Cholesky;
  /** How often the function was evaluated. */
  readonly passes: number;
  readonly converged: boolean;
}

/** The inner product of two vectors of the same length. */
export function innerProduct(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0);
}

/**
 * The first of the whole, half, quarter, … step against `direction` that goes down; none when none does. Down is told by the
 * values and, where these differ by less than their rounding, by the slope: a convex function that still falls where the step
 * ends has fallen all the way.
 */
export function stepDown(
  evaluateAt: EvaluateAt,
  from: Evaluation,
  direction: Float64Array,
  hessian?: Hessian,
): { readonly next: Evaluation | undefined; readonly tries: number } {
  // Rounding of a long sum: near the minimum a good step may seem to go up by so much.
  const slack = 1e-13 * Math.abs(from.value);
  for (let tries = 1; tries <= MOST_HALVINGS; tries++) {
    const length = 2 ** (1 - tries);
    const point = from.point.map((value, place) => value - length * (direction[place] ?? 0));
    const next = evaluateAt(point, hessian);
    if (next.value <= from.value + slack || innerProduct(next.gradient, direction) >= 0)
      return { next, tries };
  }
  return { next: undefined, tries: MOST_HALVINGS };
}

/**
 * Whether the next step would be small beside the way that lies behind. Where the minimum lies at infinity (data that a line
 * separates, without a penalty) steps stay as long while what they gain vanishes.
 */
function isAtRest({ point }: Evaluation, direction: Float64Array): boolean {
  return innerProduct(direction, direction) <= 1e-6 * innerProduct(point, point) + 1e-16;
}

/** Newton's method; a step that does not go down is halved until it does. `arrived` in squared standard errors. */
export function minimise(
  evaluateAt: EvaluateAt,
  start: Float64Array,
  arrived: number = ARRIVED,
): Minimum {
  const order = start.length;
  const hessian = emptyHessian(order);
  let at = evaluateAt(start, hessian);
  for (let passes = 1; ;) {
    const curvature = factorise(hessian.upper, order, hessian.stride);
    const direction = solve(curvature, at.gradient);
    const distance = innerProduct(at.gradient, direction);
    if (!(distance > arrived) || passes >= MOST_PASSES)
      return { at, curvature, passes, converged: distance <= arrived && isAtRest(at, direction) };
    const { next, tries } = stepDown(evaluateAt, at, direction, hessian);
    passes += tries;
    if (next === undefined) return { at, curvature, passes, converged: false };
    at = next;
  }
}
