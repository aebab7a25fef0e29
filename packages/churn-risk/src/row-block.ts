// The sums over one block of rows that a fit consists of; a block stays in the cache while all of them are taken. Pure.
import type { Hessian } from "./hessian.ts";
import { addCrossProducts } from "./rank-update.ts";

/** 64 rows of 32 columns are 16 kB, a part of a usual first-level cache. */
export const BLOCK_ROWS = 64;

/** A block of rows, and what becomes of it. */
export interface RowBlock {
  readonly columns: number;
  /** Row-major. One copy in sequence brings rows into the cache faster than the sums themselves would. */
  readonly rows: Float64Array;
  readonly predictors: Float64Array;
  /** First derivatives of the losses by the predictors. */
  readonly slopes: Float64Array;
  /** Second derivatives. */
  readonly curvatures: Float64Array;
  /** The rows times the roots of their curvatures, column-major, with the intercept's column of ones first. */
  readonly weighted: Float64Array;
}

/** An empty block; `order` columns of it are weighted, none if no Hessian is wanted. */
export function emptyBlock(columns: number, order: number): RowBlock {
  return {
    columns,
    rows: new Float64Array(BLOCK_ROWS * columns),
    predictors: new Float64Array(BLOCK_ROWS),
    slopes: new Float64Array(BLOCK_ROWS),
    curvatures: new Float64Array(BLOCK_ROWS),
    weighted: new Float64Array(BLOCK_ROWS * order),
  };
}

/** Intercept + row * coefficients, for the first `count` rows; `point` begins with the intercept. */
export function predictBlock(
  { columns, rows, predictors }: RowBlock,
  point: Float64Array,
  count: number,
): void {
  const intercept = point[0] ?? 0;
  let i = 0;
  // Four rows at a time: each sum has to wait for its own last addition, but not for the others'.
  for (; i + 3 < count; i += 4) {
    const first = i * columns;
    const second = first + columns;
    const third = second + columns;
    const fourth = third + columns;
    let e0 = intercept;
    let e1 = intercept;
    let e2 = intercept;
    let e3 = intercept;
    for (let j = 0; j < columns; j++) {
      const coefficient = point[j + 1] ?? 0;
      e0 += (rows[first + j] ?? 0) * coefficient;
      e1 += (rows[second + j] ?? 0) * coefficient;
      e2 += (rows[third + j] ?? 0) * coefficient;
      e3 += (rows[fourth + j] ?? 0) * coefficient;
    }
    predictors[i] = e0;
    predictors[i + 1] = e1;
    predictors[i + 2] = e2;
    predictors[i + 3] = e3;
  }
  for (; i < count; i++) {
    let sum = intercept;
    for (let j = 0; j < columns; j++) sum += (rows[i * columns + j] ?? 0) * (point[j + 1] ?? 0);
    predictors[i] = sum;
  }
}

function addRowGradient(
  gradient: Float64Array,
  { columns, rows, slopes }: RowBlock,
  i: number,
): void {
  const slope = slopes[i] ?? 0;
  gradient[0] = (gradient[0] ?? 0) + slope;
  for (let j = 0; j < columns; j++)
    gradient[j + 1] = (gradient[j + 1] ?? 0) + slope * (rows[i * columns + j] ?? 0);
}

/** Adds slope * (1, row) of the first `count` rows. */
export function addBlockGradient(gradient: Float64Array, block: RowBlock, count: number): void {
  const { columns, rows, slopes } = block;
  let i = 0;
  // Four rows at a time: the gradient is read and written a quarter as often.
  for (; i + 3 < count; i += 4) {
    const first = i * columns;
    const second = first + columns;
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
        (s0 * (rows[first + j] ?? 0) + s1 * (rows[second + j] ?? 0)) +
        (s2 * (rows[third + j] ?? 0) + s3 * (rows[fourth + j] ?? 0));
  }
  for (; i < count; i++) addRowGradient(gradient, block, i);
}

/** Adds curvature * (1, row)'(1, row) of the first `count` rows. */
export function addBlockHessian({ upper, stride }: Hessian, block: RowBlock, count: number): void {
  const { columns, rows, curvatures, weighted } = block;
  for (let i = 0; i < count; i++) {
    const root = Math.sqrt(curvatures[i] ?? 0);
    weighted[i] = root;
    for (let j = 0; j < columns; j++)
      weighted[(j + 1) * BLOCK_ROWS + i] = root * (rows[i * columns + j] ?? 0);
  }
  addCrossProducts(upper, stride, weighted, BLOCK_ROWS, count);
}
