// Columns that say the same belong together. In: standardised columns. Out: groups of strongly correlated ones. Pure.
// Alone each of them gets a coefficient by chance, often with the wrong sign; as a group they give one reason.

/** fight-churn's threshold (Gold 2020, Fighting Churn with Data, chapter 6). */
const STRONG_CORRELATION = 0.65;

/** The correlations of standardised columns (mean 0, variance 1), `width` squared. `values` are row-major. */
export function correlationsOf(values: Float64Array, width: number): Float64Array {
  const rows = values.length / width;
  const products = new Float64Array(width * width);
  for (let from = 0; from < values.length; from += width)
    for (let j = 0; j < width; j++) {
      const left = values[from + j] ?? 0;
      for (let k = 0; k <= j; k++)
        products[j * width + k] = (products[j * width + k] ?? 0) + left * (values[from + k] ?? 0);
    }
  const at = (j: number, k: number): number =>
    products[Math.max(j, k) * width + Math.min(j, k)] ?? 0;
  return products.map((_, place) => at(Math.floor(place / width), place % width) / rows);
}

/** The mean correlation between the members of two groups. */
function linkage(correlations: Float64Array, width: number, a: number[], b: number[]): number {
  let sum = 0;
  for (const j of a) for (const k of b) sum += correlations[j * width + k] ?? 0;
  return sum / (a.length * b.length);
}

/**
 * Average-linkage clustering on signed correlation (Sokal & Michener 1958): groups whose members correlate by more than .65 on
 * average, and if these are more than `mostGroups`, merged on. Deterministic: the first of equal pairs is taken. The members of a
 * group ascend, and so do the groups by their first member.
 */
export function groupColumns(
  correlations: Float64Array,
  width: number,
  mostGroups = Infinity,
): number[][] {
  const groups = Array.from({ length: width }, (_, column) => [column]);
  while (groups.length > 1) {
    let best = { correlation: -Infinity, left: 0, right: 1 };
    groups.forEach((a, left) => {
      for (let right = left + 1; right < groups.length; right++) {
        const correlation = linkage(correlations, width, a, groups[right] ?? []);
        if (correlation > best.correlation) best = { correlation, left, right };
      }
    });
    if (best.correlation <= STRONG_CORRELATION && groups.length <= mostGroups) break;
    const [merged = []] = groups.splice(best.right, 1);
    const into = groups[best.left] ?? [];
    into.push(...merged);
    into.sort((a, b) => a - b);
  }
  return groups;
}
