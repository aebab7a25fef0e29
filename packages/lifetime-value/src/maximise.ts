// Walks from a start to a maximum by Newton's method. In: a function with its derivatives. Out: where it arrived, and whether. Pure.
import type { Evaluation } from "./curve-likelihood.ts";
import { choleskyOf, solveWith } from "./small-matrices.ts";

const MOST_STEPS = 80;
/** A step changes no logarithm by more than this: a parameter becomes at most some 7 times as large or as small. */
const LONGEST_STEP = 2;
const LARGEST_DAMPING = 1e16;

export interface Maximum {
  readonly at: Evaluation;
  /** The largest part of the gradient, in units of the scale that was given. */
  readonly gradientNorm: number;
  readonly iterations: number;
  /** "arrived": the gradient is 0 to rounding. "escaped": the maximum lies at the edge of what is possible. */
  readonly end: "arrived" | "escaped" | "stuck";
}

export interface Search {
  readonly evaluate: (point: Float64Array) => Evaluation;
  /** Tells points beyond which it makes no sense to go on. */
  readonly escaped: (point: Float64Array) => boolean;
  /** What the gradient is measured by: the number of decisions of a likelihood. */
  readonly scale: number;
}

const ARRIVED = 1e-12;
/** Where rounding ends the way, this is still near enough. */
const NEAR_ENOUGH = 1e-9;

function gradientNormOf({ gradient }: Evaluation, scale: number): number {
  return gradient.reduce((largest, part) => Math.max(largest, Math.abs(part)), 0) / scale;
}

/** Newton's step, damped as far as the function is not concave here, and cut to the longest step. */
function stepFrom({ gradient, hessian }: Evaluation, damping: number): Float64Array | null {
  const order = gradient.length;
  const curvature = hessian.map((entry) => -entry);
  for (let i = 0; i < order; i += 1)
    curvature[i * order + i] = (curvature[i * order + i] as number) + damping;
  const factor = choleskyOf(curvature, order);
  if (factor === null) return null;
  const step = solveWith(factor, gradient);
  const longest = step.reduce((largest, part) => Math.max(largest, Math.abs(part)), 0);
  return longest > LONGEST_STEP ? step.map((part) => (part * LONGEST_STEP) / longest) : step;
}

/** The next point that is not lower (rounding excepted), or null where there is none. */
function climb(search: Search, from: Evaluation): Evaluation | null {
  const slack = 1e-14 * Math.abs(from.value);
  for (let damping = 0; damping < LARGEST_DAMPING * search.scale;) {
    const step = stepFrom(from, damping);
    if (step !== null) {
      const next = search.evaluate(from.point.map((log, index) => log + (step[index] as number)));
      if (next.value >= from.value - slack) return next;
    }
    damping = damping === 0 ? 1e-6 * search.scale : damping * 10;
  }
  return null;
}

/** Goes up from a start until the gradient is 0, the point has escaped or no step leads further. */
export function maximise(search: Search, start: Float64Array): Maximum {
  let at = search.evaluate(start);
  for (let iterations = 0; ; iterations += 1) {
    const gradientNorm = gradientNormOf(at, search.scale);
    if (search.escaped(at.point)) return { at, gradientNorm, iterations, end: "escaped" };
    if (gradientNorm <= ARRIVED) return { at, gradientNorm, iterations, end: "arrived" };
    const next = iterations < MOST_STEPS ? climb(search, at) : null;
    const improved =
      next !== null && (next.value > at.value || gradientNormOf(next, search.scale) < gradientNorm);
    if (!improved) {
      const end = gradientNorm <= NEAR_ENOUGH ? "arrived" : "stuck";
      return { at, gradientNorm, iterations, end };
    }
    at = next;
  }
}
