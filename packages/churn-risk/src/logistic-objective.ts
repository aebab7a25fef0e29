// One pass over the rows: the penalised loss of given coefficients, its gradient and, if wanted, its Hessian.
// Rows are taken in blocks that stay in the cache, so that nothing of the size of the matrix is ever copied. Pure.
import type { DesignMatrix } from "./design-matrix.ts";
import { LOSSES, type Link } from "./links.ts";
import { addCrossProducts, paddedTo } from "./rank-update.ts";

/** Rows of a block: 64 rows of 32 columns are 16 kB, half of a usual first-level cache. */
const BLOCK_ROWS = 64;

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

/** The second derivatives: diagonal and above, row j begins at j * stride. */
export interface Hessian {
  readonly upper: Float64Array;
  readonly stride: number;
}

/** Scratch space of one pass: a block of rows, and what becomes of it. */
interface Block {
  /** Row-major. One copy in sequence brings the rows into the cache faster than the sums themselves would. */
  readonly rows: Float64Array;
  readonly predictors: Float64Array;
  readonly slopes: Float64Array;
  readonly curvatures: Float64Array;
  /** The block's rows times the root of their curvature, column-major, with the intercept's column of ones first. */
  readonly weighted: Float64Array;
}

function predict(
  objective: Objective,
  point: Float64Array,
  from: number,
  block: Block,
  count: number,
): void {
  const { x, offset } = objective;
  const { columns } = x;
  const { predictors, rows: values } = block;
  const intercept = point[0] ?? 0;
  let i = 0;
  // Four rows at a time: each sum has to wait for its own last addition, but not for the others'.
  for (; i + 3 < count; i += 4) {
    const row = i * columns;
    const second = row + columns;
    const third = second + columns;
    const fourth = third + columns;
    let e0 = intercept;
    let e1 = intercept;
    let e2 = intercept;
    let e3 = intercept;
    for (let j = 0; j < columns; j++) {
      const coefficient = point[j + 1] ?? 0;
      e0 += (values[row + j] ?? 0) * coefficient;
      e1 += (values[second + j] ?? 0) * coefficient;
      e2 += (values[third + j] ?? 0) * coefficient;
      e3 += (values[fourth + j] ?? 0) * coefficient;
    }
    predictors[i] = e0;
    predictors[i + 1] = e1;
    predictors[i + 2] = e2;
    predictors[i + 3] = e3;
  }
  for (; i < count; i++) {
    const row = i * columns;
    let sum = intercept;
    for (let j = 0; j < columns; j++) sum += (values[row + j] ?? 0) * (point[j + 1] ?? 0);
    predictors[i] = sum;
  }
  if (offset !== undefined)
    for (let k = 0; k < count; k++) predictors[k] = (predictors[k] ?? 0) + (offset[from + k] ?? 0);
}

function addGradient(gradient: Float64Array, columns: number, block: Block, count: number): void {
  const { slopes, rows: values } = block;
  let i = 0;
  // Four rows at a time: the gradient is read and written a quarter as often.
  for (; i + 3 < count; i += 4) {
    const row = i * columns;
    const second = row + columns;
    const third = second + columns;
    const fourth = third + columns;
    const s0 = slopes[i] ?? 0;
    const s1 = slopes[i + 1] ?? 0;
    const s2 = slopes[i + 2] ?? 0;
    const s3 = slopes[i + 3] ?? 0;
    gradient[0] = (gradient[0] ?? 0) + (s0 + s1) + (s2 + s3);
    for (let j = 0; j < columns; j++)
      gradient[j + 1] =
        (gradient[j + 1] ?? 0) +
        (s0 * (values[row + j] ?? 0) + s1 * (values[second + j] ?? 0)) +
        (s2 * (values[third + j] ?? 0) + s3 * (values[fourth + j] ?? 0));
  }
  for (; i < count; i++) {
    const row = i * columns;
    const slope = slopes[i] ?? 0;
    gradient[0] = (gradient[0] ?? 0) + slope;
    for (let j = 0; j < columns; j++)
      gradient[j + 1] = (gradient[j + 1] ?? 0) + slope * (values[row + j] ?? 0);
  }
}

function addHessian(hessian: Hessian, columns: number, block: Block, count: number): void {
  const { curvatures, weighted, rows: values } = block;
  for (let i = 0; i < count; i++) {
    const root = Math.sqrt(curvatures[i] ?? 0);
    const row = i * columns;
    weighted[i] = root;
    for (let j = 0; j < columns; j++)
      weighted[(j + 1) * BLOCK_ROWS + i] = root * (values[row + j] ?? 0);
  }
  addCrossProducts(hessian.upper, hessian.stride, weighted, BLOCK_ROWS, count);
}

/** An empty Hessian for so many parameters, the intercept among them. */
export function emptyHessian(order: number): Hessian {
  const stride = paddedTo(order);
  return { upper: new Float64Array(stride * stride), stride };
}

/** Evaluates the objective at `point`; with `hessian` also fills that in, at about the cost of columns / 4 further passes. */
export function evaluate(objective: Objective, point: Float64Array, hessian?: Hessian): Evaluation {
  const { x, y, l2, link } = objective;
  const losses = LOSSES[link];
  const block: Block = {
    rows: new Float64Array(BLOCK_ROWS * x.columns),
    predictors: new Float64Array(BLOCK_ROWS),
    slopes: new Float64Array(BLOCK_ROWS),
    curvatures: new Float64Array(BLOCK_ROWS),
    weighted: new Float64Array(hessian === undefined ? 0 : hessian.stride * BLOCK_ROWS),
  };
  const gradient = new Float64Array(x.columns + 1);
  hessian?.upper.fill(0);
  let loss = 0;
  for (let from = 0; from < x.rows; from += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, x.rows - from);
    block.rows.set(x.values.subarray(from * x.columns, (from + count) * x.columns));
    predict(objective, point, from, block, count);
    loss += losses(block, y, from, count);
    addGradient(gradient, x.columns, block, count);
    if (hessian !== undefined) addHessian(hessian, x.columns, block, count);
  }
  let squares = 0;
  for (let j = 1; j <= x.columns; j++) {
    const coefficient = point[j] ?? 0;
    squares += coefficient * coefficient;
    gradient[j] = (gradient[j] ?? 0) + l2 * coefficient;
    if (hessian === undefined) continue;
    const diagonal = j * (hessian.stride + 1);
    hessian.upper[diagonal] = (hessian.upper[diagonal] ?? 0) + l2;
  }
  return { point, loss, value: loss + (l2 / 2) * squares, gradient };
}
