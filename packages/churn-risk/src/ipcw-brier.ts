// How far predicted survival is from what happened, when not everybody was watched to the end. In: lifetimes and predicted
// survival at one time. Out: one figure, low is good. Pure.
import { ChurnRiskError } from "./errors.ts";
import {
  checkLifetimes,
  kaplanMeier,
  type Lifetimes,
  type SurvivalCurve,
  survivalAt,
  survivalBefore,
} from "./kaplan-meier.ts";

/** How long accounts were watched, whether or not they left: the Kaplan-Meier curve with ends and withdrawals swapped. */
export function watchingCurve({ durations, ended }: Lifetimes): SurvivalCurve {
  return kaplanMeier({ durations, ended: ended.map((end) => 1 - end) });
}

/**
 * The Brier score at `time` with inverse probability of censoring weights (Graf et al. 1999, Statistics in Medicine 18:
 * 2529-2545): who left by then should have had 0, who is there after it 1, and both weigh as much more as their like were
 * withdrawn from watching.
 * @param survival the predicted probability of being there after `time`, per lifetime.
 * @param watching of the training lifetimes, or of these (the default).
 * Throws ChurnRiskError (input_invalid), also when nobody was watched as long as `time`.
 */
export function ipcwBrier(
  lifetimes: Lifetimes,
  survival: Float64Array,
  time: number,
  watching: SurvivalCurve = watchingCurve(lifetimes),
): number {
  checkLifetimes(lifetimes);
  const { durations, ended } = lifetimes;
  if (survival.length !== durations.length || !survival.every((p) => p >= 0 && p <= 1))
    throw new ChurnRiskError(
      "input_invalid",
      `${durations.length} lifetimes need as many probabilities.`,
    );
  const watchedBeyond = survivalAt(watching, time);
  const sum = durations.reduce((total, duration, row) => {
    const predicted = survival[row] ?? 0;
    if (duration > time) return total + (1 - predicted) ** 2 / watchedBeyond;
    if (ended[row] === 0) return total;
    return total + predicted ** 2 / survivalBefore(watching, duration);
  }, 0);
  if (!Number.isFinite(sum))
    throw new ChurnRiskError(
      "input_invalid",
      `nobody was watched as long as ${time}: judge an earlier time.`,
    );
  return sum / durations.length;
}
