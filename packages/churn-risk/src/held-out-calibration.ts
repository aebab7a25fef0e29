// Whether forecasts of held-out rows are too bold or too timid, too high or too low. In: log-odds in parts, and outcomes. Out: a slope
// and a drift, which few events hardly move. Pure.
import { probabilityOf } from "./links.ts";
import type { LogOddsParts } from "./log-odds-parts.ts";

/** Forecasts of rows that the fit did not see. */
export interface HeldOut extends LogOddsParts {
  readonly outcomes: Uint8Array;
}

/** What is believed before the data: the features count for as much as they did, the level stays, each give or take so much. */
export interface CalibrationPrior {
  readonly slopeDeviation: number;
  readonly driftDeviation: number;
}

/** The level of the held-out rows may differ by so much: it is taken out, so that the slope does not make up for it. */
const SHIFT_DEVIATION = 0.5;
const MOST_STEPS = 50;

/** Corrected log-odds = fixed part + shift + slope * features. */
export interface HeldOutLine {
  readonly shift: number;
  readonly slope: number;
  /** Posterior variance of the slope. */
  readonly slopeVariance: number;
}

type ShiftAndSlope = Omit<HeldOutLine, "slopeVariance">;

/** Newton's step for the negative log posterior, which is strictly convex, and the slope's variance by its curvature. */
function newtonStep(
  { fixed, features, outcomes }: HeldOut,
  { shift, slope }: ShiftAndSlope,
  slopeDeviation: number,
): HeldOutLine {
  const [shiftPrecision, slopePrecision] = [SHIFT_DEVIATION ** -2, slopeDeviation ** -2];
  let [g0, g1] = [shiftPrecision * shift, slopePrecision * (slope - 1)];
  let [h00, h01, h11] = [shiftPrecision, 0, slopePrecision];
  for (let row = 0; row < outcomes.length; row++) {
    const feature = features[row] ?? 0;
    const p = probabilityOf((fixed[row] ?? 0) + shift + slope * feature, "logit");
    const residual = p - (outcomes[row] ?? 0);
    const curvature = p * (1 - p);
    g0 += residual;
    g1 += residual * feature;
    h00 += curvature;
    h01 += curvature * feature;
    h11 += curvature * feature * feature;
  }
  const determinant = h00 * h11 - h01 * h01;
  return {
    shift: (h11 * g0 - h01 * g1) / determinant,
    slope: (h00 * g1 - h01 * g0) / determinant,
    slopeVariance: h00 / determinant,
  };
}

/**
 * The slope of Platt's line (Platt 1999, Advances in Large Margin Classifiers) as a maximum a posteriori: with few events it stays 1,
 * where the bare line adds more noise than it removes. It is that of the features alone: exposure is no forecast that could be too
 * bold.
 */
export function fitLine(heldOut: HeldOut, { slopeDeviation }: CalibrationPrior): HeldOutLine {
  let at = { shift: 0, slope: 1, slopeVariance: slopeDeviation ** 2 };
  for (let pass = 0; pass < MOST_STEPS; pass++) {
    const step = newtonStep(heldOut, at, slopeDeviation);
    // No longer than what the quadratic form can be trusted with.
    const held = Math.min(1, 1 / Math.max(Math.abs(step.shift), Math.abs(step.slope), 1e-300));
    at = {
      shift: at.shift - held * step.shift,
      slope: at.slope - held * step.slope,
      slopeVariance: step.slopeVariance,
    };
    if (Math.abs(step.shift) + Math.abs(step.slope) < 1e-12) break;
  }
  return { ...at, slope: Math.max(0, at.slope) };
}

/** How much higher than forecast the log-odds of later rows were, and how well that is known. */
export interface HeldOutDrift {
  readonly drift: number;
  /** Posterior variance. */
  readonly driftVariance: number;
}

/** By how much the log-odds of later rows were higher than forecast, shrunk to 0 in the same way. */
export function fitDrift(
  { fixed, features, outcomes }: HeldOut,
  { driftDeviation }: CalibrationPrior,
): HeldOutDrift {
  const precision = driftDeviation ** -2;
  let drift = 0;
  let driftVariance = driftDeviation ** 2;
  for (let pass = 0; pass < MOST_STEPS; pass++) {
    let gradient = precision * drift;
    let curvature = precision;
    for (let row = 0; row < outcomes.length; row++) {
      const p = probabilityOf((fixed[row] ?? 0) + (features[row] ?? 0) + drift, "logit");
      gradient += p - (outcomes[row] ?? 0);
      curvature += p * (1 - p);
    }
    const step = gradient / curvature;
    driftVariance = 1 / curvature;
    drift -= Math.sign(step) * Math.min(1, Math.abs(step));
    if (Math.abs(step) < 1e-12) break;
  }
  return { drift, driftVariance };
}
