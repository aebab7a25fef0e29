// Walks to the minimum of a smooth convex function by gradients alone, knowing about how it curves. In: the function, and the
// curvature of a similar one. Out: the minimum, or how far it came. Pure.
import type { Evaluation } from "./logistic-objective.ts";
import { type EvaluateAt, innerProduct, stepDown } from "./newton.ts";

/** Squared distance to the minimum in standard errors: a ten-thousandth of one, which among many rows is next to nothing. */
const NEAR_ENOUGH = 1e-8;
/** The curvature of a similar function does well, or else Newton's own does better. */
const MOST_STEPS = 25;

/** What multiplies a gradient to give the step to the minimum, and learns from every step. */
class InverseCurvature {
  readonly #matrix: Float64Array;
  readonly #order: number;

  constructor(inverse: Float64Array, order: number) {
    this.#matrix = inverse;
    this.#order = order;
  }

  times(vector: Float64Array): Float64Array {
    return vector.map((_, row) => {
      let sum = 0;
      for (let column = 0; column < this.#order; column++)
        sum += (this.#matrix[row * this.#order + column] ?? 0) * (vector[column] ?? 0);
      return sum;
    });
  }

  /** The BFGS update: from now on `change` of the gradient belongs to `step`. */
  learn(step: Float64Array, change: Float64Array): void {
    const along = innerProduct(step, change);
    // Rounding, not curvature.
    if (!(along > 0)) return;
    const moved = this.times(change);
    const weight = (1 + innerProduct(change, moved) / along) / along;
    for (let row = 0; row < this.#order; row++)
      for (let column = 0; column < this.#order; column++) {
        const [s, t] = [step[row] ?? 0, step[column] ?? 0];
        const [m, n] = [moved[row] ?? 0, moved[column] ?? 0];
        const place = row * this.#order + column;
        this.#matrix[place] = (this.#matrix[place] ?? 0) + weight * s * t - (s * n + m * t) / along;
      }
  }
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, place) => value - (b[place] ?? 0));
}

export interface Approach {
  readonly at: Evaluation;
  readonly passes: number;
  readonly converged: boolean;
}

/**
 * The BFGS method (Nocedal & Wright 2006, Numerical Optimization, chapter 6) that begins with a known inverse curvature
 * instead of none, and so arrives in few steps, each at the cost of a gradient.
 */
export function approach(
  evaluateAt: EvaluateAt,
  start: Float64Array,
  inverse: Float64Array,
): Approach {
  const curvature = new InverseCurvature(inverse, start.length);
  let at = evaluateAt(start);
  for (let passes = 1; ;) {
    const direction = curvature.times(at.gradient);
    const distance = innerProduct(at.gradient, direction);
    if (!(distance > NEAR_ENOUGH) || passes > MOST_STEPS)
      return { at, passes, converged: distance <= NEAR_ENOUGH };
    const { next, tries } = stepDown(evaluateAt, at, direction);
    passes += tries;
    if (next === undefined) return { at, passes, converged: false };
    curvature.learn(difference(next.point, at.point), difference(next.gradient, at.gradient));
    at = next;
  }
}
