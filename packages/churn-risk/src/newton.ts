// Walks from a start to the minimum of a smooth convex function. In: the function. Out: the minimum, with its curvature. Pure.
import { emptyHessian, type Evaluation, type Hessian } from "./logistic-objective.ts";
import { type Cholesky, factorise, solve } from "./symmetric-solve.ts";

const MOST_PASSES = 100;
const MOST_HALVINGS = 30;
/** Squared distance to the minimum in standard errors, as the quadratic form sees it: a ten-millionth of one. */
const ARRIVED = 1e-14;
/** As near as this, a ten-thousandth of a standard error, the curvature is that of the minimum. */
const NEAR = 1e-8;
/** A borrowed curvature that does not bring the squared distance down to this share with each step is given up. */
const POOR = 0.25;

/** The value and gradient at a point; fills in the Hessian when one is given. */
export type EvaluateAt = (point: Float64Array, hessian?: Hessian) => Evaluation;

/** Where to begin, and when to stop. */
export interface Journey {
  readonly start: Float64Array;
  /** Of a similar function (the same on part of the rows): used until near the minimum, because it costs nothing. */
  readonly borrowed?: Cholesky;
  /** Squared standard errors from the minimum that are near enough. */
  readonly arrived?: number;
}

export interface Minimum {
  readonly at: Evaluation;
  readonly curvature: Cholesky;
  /** How often the function was evaluated. */
  readonly passes: number;
  readonly converged: boolean;
}

function innerProduct(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0);
}

/** The function with a count of its evaluations and room for its Hessian. */
class Landscape {
  passes = 0;
  readonly #evaluateAt: EvaluateAt;
  readonly #hessian: Hessian;
  readonly #order: number;

  constructor(evaluateAt: EvaluateAt, order: number) {
    this.#evaluateAt = evaluateAt;
    this.#hessian = emptyHessian(order);
    this.#order = order;
  }

  at(point: Float64Array, withHessian: boolean): Evaluation {
    this.passes += 1;
    return this.#evaluateAt(point, withHessian ? this.#hessian : undefined);
  }

  /** Of the last point that was evaluated with its Hessian. */
  curvature(): Cholesky {
    return factorise(this.#hessian.upper, this.#order, this.#hessian.stride);
  }

  /** The first of the whole, half, quarter, … step that goes down; undefined when none does. */
  stepDown(
    from: Evaluation,
    direction: Float64Array,
    withHessian: boolean,
  ): Evaluation | undefined {
    // Rounding of a long sum: near the minimum a good step may seem to go up by so much.
    const slack = 1e-13 * Math.abs(from.value);
    for (let halvings = 0; halvings <= MOST_HALVINGS; halvings++) {
      const length = 2 ** -halvings;
      const point = from.point.map((value, place) => value - length * (direction[place] ?? 0));
      const next = this.at(point, withHessian);
      if (next.value <= from.value + slack) return next;
    }
    return undefined;
  }
}

/**
 * Newton's method; a step that does not go down is halved until it does. With a borrowed curvature the steps cost a gradient
 * each (the chord method), and the Hessian is taken once, near the minimum.
 */
export function minimise(
  evaluateAt: EvaluateAt,
  { start, borrowed, arrived = ARRIVED }: Journey,
): Minimum {
  const landscape = new Landscape(evaluateAt, start.length);
  let own = borrowed === undefined;
  let at = landscape.at(start, own);
  let curvature = borrowed ?? landscape.curvature();
  let before = Number.POSITIVE_INFINITY;
  for (;;) {
    const direction = solve(curvature, at.gradient);
    const distance = innerProduct(at.gradient, direction);
    const done = !(distance > arrived) || landscape.passes >= MOST_PASSES;
    if (done && own)
      return { at, curvature, passes: landscape.passes, converged: distance <= arrived };
    const withHessian = own ? distance > NEAR : done || distance < NEAR || distance > POOR * before;
    const next = landscape.stepDown(at, direction, withHessian);
    if (next === undefined && own)
      return { at, curvature, passes: landscape.passes, converged: false };
    at = next ?? landscape.at(at.point, true);
    if (withHessian || next === undefined) {
      curvature = landscape.curvature();
      own = true;
    }
    before = distance;
  }
}
