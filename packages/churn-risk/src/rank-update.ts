// The inner loop of the fit: a symmetric matrix plus A'A, for a block of rows that fits into the cache. Pure.

/** Rows and columns of one tile; matrices and blocks are padded to whole tiles. */
const TILE = 4;

/** `size` rounded up to whole tiles. */
export function paddedTo(size: number): number {
  return Math.ceil(size / TILE) * TILE;
}

/** Two rows and four columns of the product at once: eight sums that stay in registers. */
function addHalfTile(
  target: Float64Array,
  order: number,
  block: Float64Array,
  stride: number,
  rows: number,
  j: number,
  k: number,
): void {
  const [a0, a1] = [j * stride, (j + 1) * stride];
  const [b0, b1, b2, b3] = [k * stride, (k + 1) * stride, (k + 2) * stride, (k + 3) * stride];
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < rows; i++) {
    const x = block[a0 + i] ?? 0;
    const y = block[a1 + i] ?? 0;
    const c0 = block[b0 + i] ?? 0;
    const c1 = block[b1 + i] ?? 0;
    const c2 = block[b2 + i] ?? 0;
    const c3 = block[b3 + i] ?? 0;
    s00 += x * c0;
    s01 += x * c1;
    s02 += x * c2;
    s03 += x * c3;
    s10 += y * c0;
    s11 += y * c1;
    s12 += y * c2;
    s13 += y * c3;
  }
  const first = j * order + k;
  const second = first + order;
  target[first] = (target[first] ?? 0) + s00;
  target[first + 1] = (target[first + 1] ?? 0) + s01;
  target[first + 2] = (target[first + 2] ?? 0) + s02;
  target[first + 3] = (target[first + 3] ?? 0) + s03;
  target[second] = (target[second] ?? 0) + s10;
  target[second + 1] = (target[second + 1] ?? 0) + s11;
  target[second + 2] = (target[second + 2] ?? 0) + s12;
  target[second + 3] = (target[second + 3] ?? 0) + s13;
}

/**
 * Adds the products of all pairs of columns to the tiles on and above the diagonal of `target`.
 * @param target order x order, row-major; `order` is a whole number of tiles. What stands below the tiles stays.
 * @param block column-major: column j begins at j * stride and holds `rows` values; `order` columns.
 */
export function addCrossProducts(
  target: Float64Array,
  order: number,
  block: Float64Array,
  stride: number,
  rows: number,
): void {
  for (let j = 0; j < order; j += TILE)
    for (let k = j; k < order; k += TILE) {
      addHalfTile(target, order, block, stride, rows, j, k);
      addHalfTile(target, order, block, stride, rows, j + 2, k);
    }
}
