// Symmetric matrices of one to three rows, row-major: what the fit of a curve solves. Pure.

/** The lower factor L of A = L·Lᵀ, or null where the matrix is not positive definite. */
export function choleskyOf(matrix: Float64Array, order: number): Float64Array | null {
  const lower = new Float64Array(order * order);
  for (let i = 0; i < order; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let rest = matrix[i * order + j] as number;
      for (let k = 0; k < j; k += 1)
        rest -= (lower[i * order + k] as number) * (lower[j * order + k] as number);
      if (i !== j) lower[i * order + j] = rest / (lower[j * order + j] as number);
      else if (rest > 1e-12 * (matrix[i * order + i] as number))
        lower[i * order + i] = Math.sqrt(rest);
      else return null;
    }
  }
  return lower;
}

/** x of L·Lᵀ·x = b. */
export function solveWith(lower: Float64Array, b: Float64Array): Float64Array {
  const order = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < order; i += 1) {
    for (let k = 0; k < i; k += 1)
      x[i] = (x[i] as number) - (lower[i * order + k] as number) * (x[k] as number);
    x[i] = (x[i] as number) / (lower[i * order + i] as number);
  }
  for (let i = order - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < order; k += 1)
      x[i] = (x[i] as number) - (lower[k * order + i] as number) * (x[k] as number);
    x[i] = (x[i] as number) / (lower[i * order + i] as number);
  }
  return x;
}

/** The inverse of a positive definite matrix, or null. */
export function inverseOf(matrix: Float64Array, order: number): Float64Array | null {
  const lower = choleskyOf(matrix, order);
  if (lower === null) return null;
  const inverse = new Float64Array(order * order);
  for (let i = 0; i < order; i += 1) {
    const unit = new Float64Array(order);
    unit[i] = 1;
    inverse.set(solveWith(lower, unit), i * order);
  }
  return inverse;
}

/** bᵀ·A·b. */
export function quadraticForm(matrix: Float64Array, b: Float64Array): number {
  const order = b.length;
  let sum = 0;
  for (let i = 0; i < order; i += 1)
    for (let j = 0; j < order; j += 1)
      sum += (b[i] as number) * (matrix[i * order + j] as number) * (b[j] as number);
  return sum;
}
