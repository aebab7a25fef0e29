// Forecasts of held-out rows corrected by a line, which small data hardly move. In: log-odds and outcomes. Out: the line. Pure.
import { probabilityOf } from "./links.ts";
import type { PlattLine } from "./platt.ts";

/** What is believed before the data: slope 1 give or take a quarter; at the mean log-odds no shift, give or take a half. */
const SLOPE_DEVIATION = 0.25;
const SHIFT_DEVIATION = 0.5;
const MOST_STEPS = 50;

/**
 * Platt's line (Platt 1999, Advances in Large Margin Classifiers) as a maximum a posteriori: with few events it stays the identity,
 * where the unpenalised line would add more noise than it removes. Newton's method on a strictly convex function of two parameters.
 */
export function fitShrunkPlatt(logits: Float64Array, outcomes: Uint8Array): PlattLine {
  if (logits.length === 0) return { intercept: 0, slope: 1 };
  const mean = logits.reduce((sum, value) => sum + value, 0) / logits.length;
  const shiftPrecision = SHIFT_DEVIATION ** -2;
  const slopePrecision = SLOPE_DEVIATION ** -2;
  let shift = 0;
  let tilt = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    let [g0, g1] = [shiftPrecision * shift, slopePrecision * tilt];
    let [h00, h01, h11] = [shiftPrecision, 0, slopePrecision];
    logits.forEach((logit, row) => {
      const centred = logit - mean;
      const p = probabilityOf(logit + shift + tilt * centred, "logit");
      const curvature = p * (1 - p);
      g0 += p - (outcomes[row] ?? 0);
      g1 += (p - (outcomes[row] ?? 0)) * centred;
      h00 += curvature;
      h01 += curvature * centred;
      h11 += curvature * centred * centred;
    });
    const determinant = h00 * h11 - h01 * h01;
    const d0 = (h11 * g0 - h01 * g1) / determinant;
    const d1 = (h00 * g1 - h01 * g0) / determinant;
    // The priors keep the curvature away from 0; a step is held to what the logistic function can be trusted with.
    const held = Math.min(1, 2 / Math.max(Math.abs(d0), Math.abs(d1), 1e-300));
    shift -= held * d0;
    tilt -= held * d1;
    if (Math.abs(d0) + Math.abs(d1) < 1e-12) break;
  }
  const slope = Math.max(0, 1 + tilt);
  return { intercept: mean + shift - slope * mean, slope };
}
