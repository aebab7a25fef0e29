// Whether the values that a model sees are still those that it was trained on. In: values. Out: bins, and the distance between two
// distributions over them. Pure.
import { ChurnRiskError } from "./errors.ts";

/** Raw values cut into at most ten bins of about equally many training rows, and one for the missing. JSON. */
export interface ColumnBins {
  /** Ascending; bin i holds values above edge i - 1, up to edge i. */
  readonly edges: readonly number[];
  /** Training rows per bin; the last is of the missing. */
  readonly counts: readonly number[];
}

const BINS = 10;

function binOf(edges: readonly number[], value: number): number {
  if (Number.isNaN(value)) return edges.length + 1;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (edges[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many of the values fall into each bin; the last is of the missing. */
export function countInBins(edges: readonly number[], values: Float64Array): number[] {
  const counts = new Array<number>(edges.length + 2).fill(0);
  for (const value of values) {
    const bin = binOf(edges, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Bins at the deciles of the values; equal deciles make one edge. */
export function fitBins(values: Float64Array): ColumnBins {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  const deciles = Array.from(
    { length: BINS - 1 },
    (_, index) => present[Math.ceil(((index + 1) / BINS) * present.length) - 1],
  );
  const edges = [...new Set(deciles)].filter((edge) => edge !== undefined);
  return { edges, counts: countInBins(edges, values) };
}

/** How far a distribution has moved. */
export interface Stability {
  readonly index: number;
  /** What the index stays below in 99 of 100 cases when nothing has changed. */
  readonly byChance: number;
  /** By industry custom .1 and .25; only where it is more than chance. */
  readonly state: "stable" | "watch" | "alarm";
}

/** Wilson & Hilferty (1931): the 99 % quantile of a chi-square distribution. */
function chiSquare99(freedom: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + 2.3263478740408408 * Math.sqrt(spread)) ** 3;
}

/**
 * The population stability index of counts over the same bins: the sum of (p - q) log(p / q), half a row added to each bin so that
 * an empty one is no infinity. Without drift it is about (1/n + 1/m) times a chi-square variable (Yurdakul 2018), which is what
 * `byChance` knows. Where rows of the same account resemble each other, the number of accounts is the honest n: `independent`
 * says how many independent rows stand behind the expected counts (all of them unless given). Throws ChurnRiskError (input_invalid) for counts of different bins or of no rows.
 */
export function populationStabilityIndex(
  expected: readonly number[],
  actual: readonly number[],
  independent = Infinity,
): Stability {
  const total = (counts: readonly number[]): number => counts.reduce((sum, n) => sum + n, 0);
  const [n, m] = [total(expected), total(actual)];
  if (expected.length !== actual.length || !(n > 0) || !(m > 0))
    throw new ChurnRiskError(
      "input_invalid",
      `${expected.length} bins of ${n} rows cannot be compared with ${actual.length} bins of ${m}: count both over the same bins.`,
    );
  let index = 0;
  let used = 0;
  expected.forEach((count, bin) => {
    const other = actual[bin] ?? 0;
    if (count === 0 && other === 0) return;
    used += 1;
    const p = (count + 0.5) / (n + 0.5 * expected.length);
    const q = (other + 0.5) / (m + 0.5 * expected.length);
    index += (p - q) * Math.log(p / q);
  });
  const byChance = used < 2 ? 0 : (1 / Math.min(n, independent) + 1 / m) * chiSquare99(used - 1);
  if (index <= Math.max(0.1, byChance)) return { index, byChance, state: "stable" };
  return { index, byChance, state: index > 0.25 ? "alarm" : "watch" };
}
