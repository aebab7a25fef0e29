// In: a design matrix and what happened (0 or 1). Out: the coefficients of the penalised logistic model, at its one optimum. Pure.
import { checkFinite, checkShape, type DesignMatrix } from "./design-matrix.ts";
import { ChurnRiskError } from "./errors.ts";
import { type Link, predictorOf } from "./links.ts";
import { evaluate, type Objective } from "./logistic-objective.ts";
import { type Journey, minimise, type Minimum } from "./newton.ts";
import { sampleOf } from "./row-sample.ts";
import { invert, scaled } from "./symmetric-solve.ts";

/** What to fit. */
export interface LogisticProblem {
  readonly x: DesignMatrix;
  /** One outcome per row, 0 or 1. */
  readonly y: Uint8Array;
  /** Added to the linear predictor of each row, as log(exposure) is. */
  readonly offset?: Float64Array;
  /**
   * The penalty: l2 / 2 * sum of squared coefficients + sum of log losses is minimised (scikit-learn's C is 1 / l2). The
   * intercept is free. With 0, columns that depend on others get the coefficient 0, and data that a line separates have no
   * optimum.
   */
  readonly l2: number;
  /** "logit" unless said otherwise. */
  readonly link?: Link;
}

/** A fitted model. Standard errors are the roots of the covariance's diagonal. */
export interface LogisticFit {
  readonly intercept: number;
  readonly coefficients: Float64Array;
  /** Of the data alone, without the penalty. */
  readonly logLikelihood: number;
  /** What was minimised: penalty - log-likelihood. */
  readonly objective: number;
  /** Passes over all rows. */
  readonly iterations: number;
  /** The largest partial derivative of the objective. */
  readonly gradientNorm: number;
  /** Whether the optimum was reached, to less than a millionth of a standard error. */
  readonly converged: boolean;
  /** (columns + 1) squared, row-major, intercept first: the inverse of the penalised Hessian at the optimum. */
  readonly covariance: Float64Array;
}

function countChurned({ x, y }: LogisticProblem): number {
  let churned = 0;
  for (let i = 0; i < y.length; i++) {
    const outcome = y[i] ?? 0;
    if (outcome > 1)
      throw new ChurnRiskError(
        "input_invalid",
        `outcome ${i} is ${outcome}, and only 0 and 1 are outcomes.`,
      );
    churned += outcome;
  }
  if (churned === 0 || churned === x.rows)
    throw new ChurnRiskError(
      "one_outcome",
      `all ${x.rows} outcomes are ${churned === 0 ? 0 : 1}, so nothing can be learned: take a longer window, or the cohort's rate.`,
    );
  return churned;
}

function check({ x, y, offset, l2 }: LogisticProblem): void {
  checkShape(x);
  if (y.length !== x.rows)
    throw new ChurnRiskError(
      "input_invalid",
      `${x.rows} rows need ${x.rows} outcomes, found ${y.length}.`,
    );
  if (offset !== undefined && (offset.length !== x.rows || !offset.every(Number.isFinite)))
    throw new ChurnRiskError("input_invalid", `${x.rows} rows need ${x.rows} finite offsets.`);
  if (!(l2 >= 0 && Number.isFinite(l2)))
    throw new ChurnRiskError(
      "input_invalid",
      `l2 is ${l2}, and a penalty is a finite number of 0 or more.`,
    );
}

/** On a part of the rows a tenth of a standard error is as near as it is worth coming. */
const NEAR_ENOUGH_FOR_A_START = 0.01;

/** Goes to the minimum over all rows from that over a part of them, where there are rows enough. */
function minimiseFrom(start: Float64Array, objective: Objective): Minimum {
  const on = (part: Objective, journey: Journey): Minimum =>
    minimise((point, hessian) => evaluate(part, point, hessian), journey);
  const sample = sampleOf(objective);
  if (sample === undefined) return on(objective, { start });
  const rough = on(sample.objective, { start, arrived: NEAR_ENOUGH_FOR_A_START });
  return on(objective, {
    start: rough.at.point,
    borrowed: scaled(rough.curvature, sample.share),
  });
}

/**
 * Fits a logistic model by Newton's method (iteratively reweighted least squares; McCullagh & Nelder 1989, Generalized
 * Linear Models, chapter 4). The optimum is unique for l2 > 0, and does not depend on the order of the rows. A fit that did
 * not arrive (separable data without a penalty) says so in `converged` and is finite all the same.
 * Throws ChurnRiskError: input_invalid for sizes that contradict each other and for numbers that are not finite, one_outcome
 * when all outcomes are the same.
 */
export function fitLogistic(problem: LogisticProblem): LogisticFit {
  check(problem);
  const churned = countChurned(problem);
  const { x, y, offset, l2, link = "logit" } = problem;
  const start = new Float64Array(x.columns + 1);
  start[0] = predictorOf(churned / x.rows, link);
  const minimum = minimiseFrom(start, { x, y, offset, l2, link });
  // What is not finite in the matrix makes the gradient not finite too: so the matrix is searched only then.
  if (!minimum.at.gradient.every(Number.isFinite)) {
    checkFinite(x);
    throw new ChurnRiskError(
      "input_invalid",
      "the columns are so large that their sums overflow: standardise them.",
    );
  }
  const { point, loss, value, gradient } = minimum.at;
  return {
    intercept: point[0] ?? 0,
    coefficients: point.slice(1),
    logLikelihood: -loss,
    objective: value,
    iterations: minimum.passes,
    gradientNorm: gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0),
    converged: minimum.converged,
    covariance: invert(minimum.curvature),
  };
}
