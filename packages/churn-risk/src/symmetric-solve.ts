// Solving with symmetric matrices that are positive definite, or nearly: the normal equations of a fit. Pure.

/** Below this share of its diagonal a pivot is rounding noise: the column is a combination of those before it. */
const SMALLEST_PIVOT_SHARE = 1e-11;

/** L of A = LL', row-major, lower triangle. A column that depends on earlier ones has a zero row and pivot. */
export interface Cholesky {
  readonly order: number;
  readonly lower: Float64Array;
  /** How many columns depend on earlier ones. */
  readonly dependent: number;
}

function dot(
  a: Float64Array,
  fromA: number,
  b: Float64Array,
  fromB: number,
  count: number,
): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (a[fromA + i] ?? 0) * (b[fromB + i] ?? 0);
  return sum;
}

/**
 * Factorises a symmetric matrix. Dependent columns drop out, so that their solutions are 0, as linear models do with
 * aliased columns.
 * @param upper the matrix, of which only the diagonal and above is read; row j begins at j * stride.
 */
export function factorise(upper: Float64Array, order: number, stride: number): Cholesky {
  const lower = new Float64Array(order * order);
  let dependent = 0;
  for (let i = 0; i < order; i++) {
    for (let j = 0; j < i; j++) {
      const pivot = lower[j * order + j] ?? 0;
      const rest = (upper[j * stride + i] ?? 0) - dot(lower, i * order, lower, j * order, j);
      lower[i * order + j] = pivot === 0 ? 0 : rest / pivot;
    }
    const diagonal = upper[i * stride + i] ?? 0;
    const rest = diagonal - dot(lower, i * order, lower, i * order, i);
    if (rest > SMALLEST_PIVOT_SHARE * diagonal) lower[i * order + i] = Math.sqrt(rest);
    else {
      lower.fill(0, i * order, i * order + i);
      dependent += 1;
    }
  }
  return { order, lower, dependent };
}

/** x of Ax = b; 0 for dependent columns. */
export function solve({ order, lower }: Cholesky, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < order; i++) {
    const pivot = lower[i * order + i] ?? 0;
    x[i] = pivot === 0 ? 0 : ((x[i] ?? 0) - dot(lower, i * order, x, 0, i)) / pivot;
  }
  for (let i = order - 1; i >= 0; i--) {
    const pivot = lower[i * order + i] ?? 0;
    x[i] = pivot === 0 ? 0 : (x[i] ?? 0) / pivot;
    for (let j = 0; j < i; j++) x[j] = (x[j] ?? 0) - (lower[i * order + j] ?? 0) * (x[i] ?? 0);
  }
  return x;
}

/** The inverse, row-major and full; rows and columns of dependent columns are 0. */
export function invert(factor: Cholesky): Float64Array {
  const { order } = factor;
  const inverse = new Float64Array(order * order);
  for (let i = 0; i < order; i++) {
    const unit = new Float64Array(order);
    unit[i] = 1;
    inverse.set(solve(factor, unit), i * order);
  }
  return inverse;
}
