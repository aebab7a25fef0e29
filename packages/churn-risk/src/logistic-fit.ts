// In: a design matrix and what happened (0 or 1). Out: the coefficients of the penalised logistic model, at its one optimum. Pure.
import { checkFinite, checkShape, type DesignMatrix } from "./design-matrix.ts";
import { ChurnRiskError } from "./errors.ts";
import { emptyHessian } from "./hessian.ts";
import { type Link, predictorOf } from "./links.ts";
import { evaluate, type Objective } from "./logistic-objective.ts";
import { type EvaluateAt, minimise } from "./newton.ts";
import { type Approach, approach } from "./quasi-newton.ts";
import { sampleOf } from "./row-sample.ts";
import { factorise, invert } from "./symmetric-solve.ts";

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

/** A fitted model. */
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
  /** Whether the optimum was reached: to a hundred-millionth of a standard error, on many rows to a ten-thousandth. */
  readonly converged: boolean;
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

/** On a part of the rows a standard error is as near as it is worth coming: the part's own minimum is no nearer to the whole's. */
const NEAR_ENOUGH_FOR_A_START = 1;
/** Rows per parameter that tell where about the minimum is, and those that tell how the loss curves there, to some percent. */
const [FEW_ROWS, SOME_ROWS] = [100, 800];

function evaluationOf(objective: Objective): EvaluateAt {
  return (point, hessian) => evaluate(objective, point, hessian);
}

/**
 * Few rows: Newton's method. Many: the minimum over a part of the rows is near, and how the loss curves there brings gradients
 * over all rows to the minimum in a few steps; where it does not, Newton's method takes over.
 */
function findMinimum(start: Float64Array, objective: Objective): Approach {
  const whole = evaluationOf(objective);
  const some = sampleOf(objective, SOME_ROWS);
  if (some === undefined) return minimise(whole, start);
  const few = sampleOf(objective, FEW_ROWS);
  const near =
    few === undefined
      ? start
      : minimise(evaluationOf(few.objective), start, NEAR_ENOUGH_FOR_A_START).at.point;
  const rough = minimise(evaluationOf(some.objective), near, NEAR_ENOUGH_FOR_A_START);
  // A column that says nothing in the part may say something in the whole.
  if (rough.curvature.dependent > 0) return minimise(whole, rough.at.point);
  const inverse = invert(rough.curvature).map((value) => value * some.share);
  const reached = approach(whole, rough.at.point, inverse);
  return reached.converged ? reached : minimise(whole, reached.at.point);
}

/**
 * Fits a logistic model by Newton's method (iteratively reweighted least squares; McCullagh & Nelder 1989, Generalized
 * Linear Models, chapter 4), on many rows from a good start. The optimum is unique for l2 > 0, and does not depend on the
 * order of the rows. A fit that did not arrive (separable data without a penalty) says so in `converged` and is finite all the
 * same.
 * Throws ChurnRiskError: input_invalid for sizes that contradict each other and for numbers that are not finite, one_outcome
 * when all outcomes are the same.
 */
export function fitLogistic(problem: LogisticProblem): LogisticFit {
  check(problem);
  const churned = countChurned(problem);
  const { x, y, offset, l2, link = "logit" } = problem;
  const start = new Float64Array(x.columns + 1);
  start[0] = predictorOf(churned / x.rows, link);
  const minimum = findMinimum(start, { x, y, offset, l2, link });
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
  };
}

/**
 * The covariance of intercept and coefficients, in this order: (columns + 1) squared, row-major. It is the inverse of the
 * penalised Hessian at the fit, whose diagonal holds the squared standard errors; 0 for columns that depend on others.
 */
export function coefficientCovariance(problem: LogisticProblem, fit: LogisticFit): Float64Array {
  const { x, y, offset, l2, link = "logit" } = problem;
  const point = Float64Array.of(fit.intercept, ...fit.coefficients);
  const hessian = emptyHessian(point.length);
  evaluate({ x, y, offset, l2, link }, point, hessian);
  return invert(factorise(hessian.upper, point.length, hessian.stride));
}
