// Log-odds of rows by one fit, in the parts that are treated differently. In: standardised rows. Out: what is fixed, and what the
// features add. Pure.
import { MID_TERM } from "./dataset.ts";
import type { FittedColumns } from "./fitted-columns.ts";
import { fitLogistic } from "./logistic-fit.ts";
import type { TrainingColumn } from "./training-columns.ts";

/** The log-odds are the sum of both. */
export interface LogOddsParts {
  /** Intercept, log exposure, and the month without a decision. */
  readonly fixed: Float64Array;
  /** What the features add; about 0 for an average account. */
  readonly features: Float64Array;
}

/** The parts for rows whose standardised values stand in the order of the fit's columns. */
export function logOddsParts(
  { intercept, weights }: FittedColumns,
  columns: readonly TrainingColumn[],
  values: Float64Array,
  offsets: Float64Array,
): LogOddsParts {
  const width = weights.length;
  const midTerm = columns.findIndex(({ name }) => name === MID_TERM);
  const ofFeatures = weights.map((weight, column) => (column === midTerm ? 0 : weight));
  const ofTerm = weights.map((weight, column) => (column === midTerm ? weight : 0));
  const sumOver = (row: number, of: Float64Array): number => {
    let sum = 0;
    for (let column = 0; column < width; column++)
      sum += (of[column] ?? 0) * (values[row * width + column] ?? 0);
    return sum;
  };
  return {
    fixed: offsets.map((offset, row) => intercept + offset + sumOver(row, ofTerm)),
    features: offsets.map((_, row) => sumOver(row, ofFeatures)),
  };
}

/** How far the level must move for the forecasts to sum to the outcomes again, when the features count `slope` times. */
export function levelShift(
  { fixed, features }: LogOddsParts,
  outcomes: Uint8Array,
  slope: number,
): number {
  const x = { rows: outcomes.length, columns: 0, values: new Float64Array() };
  const offset = fixed.map((value, row) => value + slope * (features[row] ?? 0));
  return fitLogistic({ x, y: outcomes, offset, l2: 0 }).intercept;
}
