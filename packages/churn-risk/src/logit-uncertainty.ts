// How well a model knows its own log-odds. In: a fit's covariance and what held-out rows left open. Out: a matrix whose product with a
// row gives the standard error, as JSON. Pure.
import { MID_TERM } from "./dataset.ts";
import type { CoveredFit } from "./fitted-columns.ts";
import { factorise } from "./symmetric-solve.ts";
import type { TrainingColumn } from "./training-columns.ts";

/** What the correction by held-out rows adds. */
export interface CorrectionUncertainty {
  readonly slope: number;
  readonly slopeVariance: number;
  /** Of the level of the log-odds in later months. */
  readonly levelVariance: number;
}

/** A billionth more variance keeps columns in that depend on others. */
const JITTER = 1e-9;

/**
 * The variance of the log-odds of a row by the delta method: z' C z with z = (1, distance of each transformed value from its mean)
 * and C the inverse of the penalised Hessian (the posterior covariance, if the penalty is a prior), scaled by the calibration
 * slope, plus what is unknown of that slope and of the level.
 * @returns the lower triangle of Cholesky's factor of C, row by row: (k + 1)(k + 2) / 2 numbers for k columns
 */
export function uncertaintyFactor(
  { weights, covariance }: CoveredFit,
  columns: readonly TrainingColumn[],
  { slope, slopeVariance, levelVariance }: CorrectionUncertainty,
): number[] {
  const order = columns.length + 1;
  // Of the intercept, then of each column per unit of its transformed value.
  const scale = [
    1,
    ...columns.map(({ name, deviation }) => (name === MID_TERM ? 1 : slope) / deviation),
  ];
  const pull = [
    0,
    ...columns.map(({ name, deviation }, place) =>
      name === MID_TERM ? 0 : (weights[place] ?? 0) / deviation,
    ),
  ];
  const matrix = new Float64Array(order * order);
  for (let i = 0; i < order; i++)
    for (let j = 0; j < order; j++) {
      const fitted = (scale[i] ?? 0) * (scale[j] ?? 0) * (covariance[i * order + j] ?? 0);
      const ofSlope = slopeVariance * (pull[i] ?? 0) * (pull[j] ?? 0);
      const ofLevel = i + j === 0 ? levelVariance : 0;
      matrix[i * order + j] = (fitted + ofSlope + ofLevel) * (i === j ? 1 + JITTER : 1);
    }
  const { lower } = factorise(matrix, order, order);
  return Array.from({ length: order }, (_, row) => [
    ...lower.subarray(row * order, row * order + row + 1),
  ]).flat();
}
