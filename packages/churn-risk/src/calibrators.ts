// Makes probabilities out of a model's forecasts. In: forecasts and what happened on rows that the model has not seen.
// Out: a calibrator as plain JSON, to be applied to later forecasts. Pure.
import { logOdds, uncertain } from "./calibration-line.ts";
import { ChurnRiskError } from "./errors.ts";
import { checkForecasts, countBothOutcomes } from "./forecast-checks.ts";
import { type IsotonicStep, poolAdjacentViolators } from "./isotonic.ts";
import { probabilityOf } from "./links.ts";
import { fitPlattLine } from "./platt.ts";

/** From forecast to probability. */
export type Calibrator =
  | { readonly kind: "none" }
  /** Log-odds = intercept + slope * log-odds of the forecast. */
  | { readonly kind: "platt"; readonly slope: number; readonly intercept: number }
  /** Straight lines between the knots, flat beyond the first and the last. */
  | {
      readonly kind: "isotonic";
      readonly forecasts: readonly number[];
      readonly shares: readonly number[];
    };

/**
 * Platt's (1999) scaling of the forecasts' log-odds: two parameters, for few events (Niculescu-Mizil & Caruana 2005, ICML).
 * Throws ChurnRiskError: input_invalid, one_outcome.
 */
export function fitPlatt(y: Uint8Array, p: Float64Array): Calibrator {
  checkForecasts(y, p);
  countBothOutcomes(y);
  return { kind: "platt", ...fitPlattLine(y, logOdds(p)) };
}

/** A step of 0 or 1 is what few rows happened to give: half a churn more and less (Jeffreys' prior) keeps it from certainty. */
function shareOf({ churned, rows }: IsotonicStep): number {
  return churned === 0 || churned === rows ? (churned + 0.5) / (rows + 1) : churned / rows;
}

/**
 * Isotonic regression of the outcomes on the forecasts (Zadrozny & Elkan 2002, KDD): any rising curve, for 500 events and
 * more. Unlike the bare regression it never answers 0 or 1. Throws ChurnRiskError: input_invalid, one_outcome.
 */
export function fitIsotonic(y: Uint8Array, p: Float64Array): Calibrator {
  checkForecasts(y, p);
  countBothOutcomes(y);
  const steps = poolAdjacentViolators(y, p);
  const inner = steps.filter(({ churned, rows }) => churned > 0 && churned < rows).map(shareOf);
  // Held back from certainty, an outer step must not pass the one beside it.
  const least = inner[0] ?? 1;
  const most = inner.at(-1) ?? 0;
  const knots = steps.flatMap((step) => {
    let share = shareOf(step);
    if (step.churned === 0) share = Math.min(share, least);
    if (step.churned === step.rows) share = Math.max(share, most);
    const ends = step.lowest === step.highest ? [step.lowest] : [step.lowest, step.highest];
    return ends.map((forecast) => ({ forecast, share }));
  });
  return {
    kind: "isotonic",
    forecasts: knots.map(({ forecast }) => forecast),
    shares: knots.map(({ share }) => share),
  };
}

function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  const above = xs.findIndex((knot) => knot >= x);
  if (above === -1) return ys.at(-1) ?? x;
  const [x1 = x, y1 = x] = [xs[above], ys[above]];
  const [x0 = x1, y0 = y1] = [xs[above - 1], ys[above - 1]];
  return x1 === x0 ? y1 : y0 + (y1 - y0) * ((x - x0) / (x1 - x0));
}

/** The calibrated probability of a forecast. Throws ChurnRiskError (input_invalid) for a forecast that is no probability. */
export function calibrate(calibrator: Calibrator, p: number): number {
  if (!(p >= 0 && p <= 1))
    throw new ChurnRiskError(
      "input_invalid",
      `a forecast of ${p}: a probability lies between 0 and 1.`,
    );
  switch (calibrator.kind) {
    case "none":
      return p;
    case "platt": {
      const [odds = 0] = logOdds(Float64Array.of(p));
      return uncertain(probabilityOf(calibrator.intercept + calibrator.slope * odds, "logit"));
    }
    case "isotonic":
      return interpolate(calibrator.forecasts, calibrator.shares, p);
  }
}
