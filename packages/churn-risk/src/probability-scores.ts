// How far probabilities are from what happened. In: outcomes and probabilities. Out: one figure, low is good. Pure.
import { checkForecasts, countBothOutcomes } from "./forecast-checks.ts";

/** The smallest probability that the log loss tells from 0, as in scikit-learn: a wrong certainty costs 36, not infinity. */
const CERTAIN = Number.EPSILON;

/** The log loss of one forecast in nats. */
export function logLossOf(outcome: number, p: number): number {
  return -Math.log(Math.max(CERTAIN, outcome === 1 ? p : 1 - p));
}

/** The squared error of one forecast. */
export function squaredErrorOf(outcome: number, p: number): number {
  return (outcome - p) ** 2;
}

function meanOver(
  y: Uint8Array,
  p: Float64Array,
  loss: (outcome: number, p: number) => number,
): number {
  checkForecasts(y, p);
  return y.reduce((sum, outcome, row) => sum + loss(outcome, p[row] ?? 0), 0) / y.length;
}

/** Mean squared error of probabilities (Brier 1950, Monthly Weather Review 78: 1-3). Throws ChurnRiskError: input_invalid. */
export function brier(y: Uint8Array, p: Float64Array): number {
  return meanOver(y, p, squaredErrorOf);
}

/** Mean negative log-likelihood in nats. Throws ChurnRiskError: input_invalid. */
export function logLoss(y: Uint8Array, p: Float64Array): number {
  return meanOver(y, p, logLossOf);
}

/** The log loss of giving everybody the share that churned: what a model has to beat. Throws ChurnRiskError: one_outcome. */
export function prevalenceLogLoss(y: Uint8Array): number {
  const share = countBothOutcomes(y) / y.length;
  return -(share * Math.log(share) + (1 - share) * Math.log(1 - share));
}
