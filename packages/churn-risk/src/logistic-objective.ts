// One pass over the rows: the penalised loss of given coefficients, its gradient and, if wanted, its Hessian.
// Rows are taken block by block, so that nothing of the size of the matrix is ever copied. Pure.
import type { DesignMatrix } from "./design-matrix.ts";
import type { Hessian } from "./hessian.ts";
import { LOSSES, type Link } from "./links.ts";
import {
  addBlockGradient,
  addBlockHessian,
  BLOCK_ROWS,
  emptyBlock,
  predictBlock,
} from "./row-block.ts";

/** What is minimised: l2 / 2 * sum of squared coefficients (not the intercept) + sum of log losses. */
export interface Objective {
  readonly x: DesignMatrix;
  readonly y: Uint8Array;
  readonly offset: Float64Array | undefined;
  readonly l2: number;
  readonly link: Link;
}

/** The objective at one point; the intercept stands first in the gradient and in the Hessian. */
export interface Evaluation {
  /** Intercept, then the coefficients. */
  readonly point: Float64Array;
  /** Sum of log losses, without the penalty. */
  readonly loss: number;
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Adds the penalty's part to gradient and Hessian; returns that of the value. */
function addPenalty(
  l2: number,
  point: Float64Array,
  gradient: Float64Array,
  hessian?: Hessian,
): number {
  let squares = 0;
  for (let j = 1; j < point.length; j++) {
    const coefficient = point[j] ?? 0;
    squares += coefficient * coefficient;
    gradient[j] = (gradient[j] ?? 0) + l2 * coefficient;
    if (hessian === undefined) continue;
    const diagonal = j * (hessian.stride + 1);
    hessian.upper[diagonal] = (hessian.upper[diagonal] ?? 0) + l2;
  }
  return (l2 / 2) * squares;
}

/** Evaluates the objective at `point`; with `hessian` also fills that in, at about the cost of columns / 5 further passes. */
export function evaluate(objective: Objective, point: Float64Array, hessian?: Hessian): Evaluation {
  const { x, y, offset, l2, link } = objective;
  const { rows, columns, values } = x;
  const losses = LOSSES[link];
  const block = emptyBlock(columns, hessian?.stride ?? 0);
  const gradient = new Float64Array(columns + 1);
  hessian?.upper.fill(0);
  let loss = 0;
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - from);
    block.rows.set(values.subarray(from * columns, (from + count) * columns));
    predictBlock(block, point, count);
    if (offset !== undefined)
      for (let i = 0; i < count; i++)
        block.predictors[i] = (block.predictors[i] ?? 0) + (offset[from + i] ?? 0);
    loss += losses(block, y, from, count);
    addBlockGradient(gradient, block, count);
    if (hessian !== undefined) addBlockHessian(hessian, block, count);
  }
  const penalty = addPenalty(l2, point, gradient, hessian);
  return { point, loss, value: loss + penalty, gradient };
}
