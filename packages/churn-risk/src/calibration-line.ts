// Whether forecasts are too bold or too timid. In: outcomes and probabilities. Out: a slope and an intercept. Pure.
import { checkForecasts } from "./forecast-checks.ts";
import { predictorOf } from "./links.ts";
import { fitLogistic } from "./logistic-fit.ts";

/** Closer to 0 and 1 than this the log-odds of a forecast say nothing. */
const SMALLEST_PROBABILITY = 1e-12;

/** A probability held back from 0 and 1. */
function uncertain(p: number): number {
  return Math.min(1 - SMALLEST_PROBABILITY, Math.max(SMALLEST_PROBABILITY, p));
}

/** The log-odds of forecasts, those of 0 and 1 held back to something finite. */
function logOdds(p: Float64Array): Float64Array {
  return p.map((value) => predictorOf(uncertain(value), "logit"));
}

/** log-odds of churn = intercept + slope * log-odds of the forecast. Perfect: slope 1, intercept 0. */
export interface CalibrationLine {
  /** Below 1 the forecasts are too extreme, above 1 too timid; 0 when all forecasts are the same. */
  readonly slope: number;
  readonly intercept: number;
  /** False when the forecasts separate the outcomes, so that there is no finite slope. */
  readonly converged: boolean;
}

/**
 * The calibration line of forecasts (Cox 1958, Biometrika 45: 562-565; van den Goorbergh et al. 2022, JAMIA 29: 1525-1534).
 * Throws ChurnRiskError: input_invalid, one_outcome.
 */
export function calibrationLine(y: Uint8Array, p: Float64Array): CalibrationLine {
  checkForecasts(y, p);
  const x = { rows: y.length, columns: 1, values: logOdds(p) };
  const fit = fitLogistic({ x, y, l2: 0 });
  return { slope: fit.coefficients[0] ?? 0, intercept: fit.intercept, converged: fit.converged };
}
