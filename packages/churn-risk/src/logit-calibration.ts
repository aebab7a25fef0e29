// From the log-odds that a model adds up to those that it says. In: held-out log-odds beside outcomes. Out: a rising curve as JSON.
// Pure.
import { predictorOf } from "./links.ts";
import { type IsotonicStep, poolAdjacentViolators } from "./isotonic.ts";

/** JSON. `linear`: the weights hold all correction already. `isotonic`: straight lines between knots. */
export type LogitCalibration =
  | { readonly kind: "linear" }
  | {
      readonly kind: "isotonic";
      /** Ascending log-odds as added up, and what each becomes, which never falls. */
      readonly logits: readonly number[];
      readonly calibrated: readonly number[];
    };

/** Half a churn more, and half a stay: no share is 0 or 1, and a step of few rows says less (Jeffreys' prior). */
function logOddsOf({ churned, rows }: IsotonicStep): number {
  return predictorOf((churned + 0.5) / (rows + 1), "logit");
}

/**
 * Isotonic regression of the outcomes on the log-odds, one knot in the middle of each step (centred isotonic regression: Oron &
 * Flournoy 2017, Statistics in Biopharmaceutical Research 9: 258-267): unlike bare steps it keeps apart whom the model keeps apart.
 */
export function fitLogitCurve(outcomes: Uint8Array, logits: Float64Array): LogitCalibration {
  const steps = poolAdjacentViolators(outcomes, logits);
  let highest = -Infinity;
  return {
    kind: "isotonic",
    logits: steps.map(({ scoreSum, rows }) => scoreSum / rows),
    // Holding back from 0 and 1 may pull a step of few rows past the one before it.
    calibrated: steps.map((step) => (highest = Math.max(highest, logOddsOf(step)))),
  };
}

/** The calibrated log-odds; beyond the outermost knots as far from the log-odds as at these. Allocates nothing. */
export function calibratedLogit(calibration: LogitCalibration, logit: number): number {
  if (calibration.kind === "linear") return logit;
  const { logits, calibrated } = calibration;
  const last = logits.length - 1;
  const [first, end] = [logits[0] ?? 0, logits[last] ?? 0];
  if (logit <= first) return (calibrated[0] ?? 0) + logit - first;
  if (logit >= end) return (calibrated[last] ?? 0) + logit - end;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((logits[middle] ?? 0) <= logit) low = middle;
    else high = middle;
  }
  const [x0, x1] = [logits[low] ?? 0, logits[high] ?? 0];
  const [y0, y1] = [calibrated[low] ?? 0, calibrated[high] ?? 0];
  return y0 + ((y1 - y0) * (logit - x0)) / (x1 - x0);
}
