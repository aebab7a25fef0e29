// What may be compared: outcomes of 0 and 1, and one finite number for each. Pure.
import { ChurnRiskError } from "./errors.ts";

function refuse(message: string): never {
  throw new ChurnRiskError("input_invalid", message);
}

/** Throws ChurnRiskError (input_invalid) unless each outcome is 0 or 1 and has one finite score. */
export function checkScores(y: Uint8Array, scores: Float64Array): void {
  if (y.length === 0) refuse("there is no forecast to judge.");
  if (y.length !== scores.length)
    refuse(`${y.length} outcomes need as many forecasts, found ${scores.length}.`);
  for (let i = 0; i < y.length; i++) {
    if ((y[i] ?? 0) > 1) refuse(`outcome ${i} is ${String(y[i])}, and only 0 and 1 are outcomes.`);
    if (!Number.isFinite(scores[i]))
      refuse(`forecast ${i} is ${String(scores[i])}, not a finite number.`);
  }
}

/** As `checkScores`, and each forecast must be a probability from 0 to 1. */
export function checkForecasts(y: Uint8Array, p: Float64Array): void {
  checkScores(y, p);
  const wrong = p.findIndex((value) => value < 0 || value > 1);
  if (wrong !== -1)
    refuse(`forecast ${wrong} is ${String(p[wrong])}, and a probability lies between 0 and 1.`);
}

/** The number of ones. Throws ChurnRiskError (one_outcome) when all outcomes are the same. */
export function countBothOutcomes(y: Uint8Array): number {
  const churned = y.reduce((sum, outcome) => sum + outcome, 0);
  if (churned === 0 || churned === y.length)
    throw new ChurnRiskError(
      "one_outcome",
      `all ${y.length} outcomes are ${churned === 0 ? 0 : 1}: a ranking or a slope needs both kinds.`,
    );
  return churned;
}
