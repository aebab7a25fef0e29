// In: a fitted model and rows. Out: the linear predictor and the probability of each row. Pure.
import { checkShape, type DesignMatrix } from "./design-matrix.ts";
import { ChurnRiskError } from "./errors.ts";
import { type Link, probabilityOf } from "./links.ts";

/** What a prediction needs of a fit. */
export interface LinearModel {
  readonly intercept: number;
  readonly coefficients: Float64Array;
}

/**
 * offset + intercept + x * coefficients for each row: the log-odds under the logit link.
 * Throws ChurnRiskError (input_invalid) when the matrix has other columns than the model, or the result is not finite.
 */
export function linearPredictors(
  { intercept, coefficients }: LinearModel,
  x: DesignMatrix,
  offset?: Float64Array,
): Float64Array {
  checkShape(x);
  const { rows, columns, values } = x;
  if (columns !== coefficients.length)
    throw new ChurnRiskError(
      "input_invalid",
      `the model has ${coefficients.length} columns, and the matrix ${columns}.`,
    );
  if (offset !== undefined && offset.length !== rows)
    throw new ChurnRiskError(
      "input_invalid",
      `${rows} rows need ${rows} offsets, found ${offset.length}.`,
    );
  const predictors = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = intercept + (offset?.[i] ?? 0);
    for (let j = 0; j < columns; j++)
      sum += (values[i * columns + j] ?? 0) * (coefficients[j] ?? 0);
    if (!Number.isFinite(sum))
      throw new ChurnRiskError(
        "input_invalid",
        `row ${i} has no finite linear predictor: it holds a missing or infinite value.`,
      );
    predictors[i] = sum;
  }
  return predictors;
}

/** The probability of each row, 0 to 1. Errors as `linearPredictors`. */
export function probabilities(
  model: LinearModel,
  x: DesignMatrix,
  offset?: Float64Array,
  link: Link = "logit",
): Float64Array {
  return linearPredictors(model, x, offset).map((eta) => probabilityOf(eta, link));
}
