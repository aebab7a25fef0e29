// Whether as many left as were expected to. In: counts. Out: their ratio with an exact interval. Pure.
import { ChurnRiskError } from "./errors.ts";

/** Observed ÷ expected; 1 is right. */
export interface ObservedOverExpected {
  readonly ratio: number;
  readonly lower: number;
  readonly upper: number;
}

const HALVINGS = 60;
/** Less than this is nothing: the ratio to it would be no number. */
const LEAST_EXPECTED = 1e-9;

/**
 * The ratio of a count to its expectation, with the exact Poisson interval (Garwood 1936, Biometrika 28: 437-442) at `level`.
 * Undefined where nothing was expected. Throws ChurnRiskError: input_invalid.
 */
export function observedOverExpected(
  observed: number,
  expected: number,
  level = 0.9,
): ObservedOverExpected | undefined {
  if (!Number.isInteger(observed) || observed < 0 || !(expected >= 0 && Number.isFinite(expected)))
    throw new ChurnRiskError(
      "input_invalid",
      `${observed} observed and ${expected} expected: a count and a finite number of 0 or more are compared.`,
    );
  if (expected < LEAST_EXPECTED) return undefined;
  const tail = (1 - level) / 2;
  // Of a mean this far above, a count so low has a chance of nearly nothing.
  const farAbove = observed + 10 * Math.sqrt(observed + 1) + 20;
  const lower =
    observed === 0 ? 0 : solveFalling((mean) => atMost(observed - 1, mean), 1 - tail, 0, observed);
  const upper = solveFalling((mean) => atMost(observed, mean), tail, observed, farAbove);
  return { ratio: observed / expected, lower: lower / expected, upper: upper / expected };
}

/** Whether a count is beyond what chance does to its expectation in 99 of 100 cases: only then something has changed. */
export function isOutOfLine(observed: number, expected: number): boolean {
  const range = observedOverExpected(observed, expected, 0.99);
  return range !== undefined && (range.lower > 1 || range.upper < 1);
}

/** The probability of a Poisson count of `count` or less; summed downwards from the largest term. */
function atMost(count: number, mean: number): number {
  if (mean === 0) return 1;
  let logTerm = -mean;
  for (let i = 1; i <= count; i++) logTerm += Math.log(mean / i);
  let term = Math.exp(logTerm);
  let sum = term;
  for (let i = count; i > 0 && term > sum * Number.EPSILON; i--) {
    term *= i / mean;
    sum += term;
  }
  return Math.min(1, sum);
}

/** Where a falling function takes the value `wanted`, between `low` and `high`. */
function solveFalling(
  value: (at: number) => number,
  wanted: number,
  low: number,
  high: number,
): number {
  let [from, to] = [low, high];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (from + to) / 2;
    if (value(middle) > wanted) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
