// Walks from a start to the minimum of the penalised loss. In: the objective. Out: the minimum, with its curvature. Pure.
import { emptyHessian, evaluate, type Evaluation, type Objective } from "./logistic-objective.ts";
import { type Cholesky, factorise, solve } from "./symmetric-solve.ts";

const MOST_PASSES = 100;
const MOST_HALVINGS = 30;
/** Half the squared distance to the minimum in standard errors, as the quadratic form sees it: a ten-millionth of one. */
const ARRIVED = 1e-14;

export interface Minimum {
  readonly at: Evaluation;
  readonly curvature: Cholesky;
  readonly passes: number;
  readonly converged: boolean;
}

function innerProduct(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

function stepFrom(point: Float64Array, direction: Float64Array, length: number): Float64Array {
  return point.map((value, index) => value - length * (direction[index] ?? 0));
}

/** Newton's method; a step that does not go down is halved until it does. */
export function minimise(objective: Objective, start: Float64Array): Minimum {
  const hessian = emptyHessian(objective.x.columns);
  const order = objective.x.columns + 1;
  let at = evaluate(objective, start, hessian);
  for (let passes = 1; ;) {
    const curvature = factorise(hessian.upper, order, hessian.stride);
    const direction = solve(curvature, at.gradient);
    const decrement = innerProduct(at.gradient, direction);
    if (!(decrement > ARRIVED) || passes >= MOST_PASSES)
      return { at, curvature, passes, converged: decrement <= ARRIVED };
    // Rounding of the sum of the losses: near the minimum a good step may seem to go up by so much.
    const slack = 1e-13 * Math.abs(at.value);
    let next: Evaluation | undefined;
    let length = 1;
    for (let halvings = 0; halvings <= MOST_HALVINGS; halvings++, length /= 2) {
      next = evaluate(objective, stepFrom(at.point, direction, length), hessian);
      passes += 1;
      if (next.value <= at.value + slack) break;
      next = undefined;
    }
    if (next === undefined) return { at, curvature, passes, converged: false };
    at = next;
  }
}
