// Whether a model may be shown. In: its forecasts of later data beside the average rates. Out: a verdict with its reason. Pure.
import type { BacktestResult } from "./backtest.ts";
import type { Verdict } from "./backtest-report.ts";
import { calibrationLine } from "./calibration-line.ts";
import type { ChurnDataset } from "./dataset.ts";
import type { JudgedForecasts } from "./forecast-figures.ts";
import { bootstrapQuantile, pairedBootstrap } from "./paired-bootstrap.ts";
import { logLossOf } from "./probability-scores.ts";
import { isSuspect, separationWithin } from "./suspected-leakage.ts";

/** By how much the log loss is lower than that of the average rates, with its 90 % interval over accounts. */
export interface Improvement {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** In a sentence. */
  readonly why: string;
  readonly improvement: Improvement | null;
  readonly calibrationSlope: number | null;
}

const DRAWS = 1000;
const LEAST_SLOPE = 0.8;
const MOST_SLOPE = 1.25;

/** Forecasts of accounts beside what happened. */
type Forecasts = Pick<JudgedForecasts, "accountOfRow" | "outcome" | "probability" | "baseline">;

function improvementOf(
  { accountOfRow, outcome, probability, baseline }: Forecasts,
  random: () => number,
): Improvement {
  const lossesOf = (p: Float64Array): Float64Array =>
    p.map((value, row) => logLossOf(outcome[row] ?? 0, value));
  const groups = Array.from(accountOfRow, String);
  const better = pairedBootstrap(
    { lossesA: lossesOf(baseline), lossesB: lossesOf(probability), groups },
    DRAWS,
    random,
  );
  return {
    mean: better.difference,
    lower: bootstrapQuantile(better, 0.05),
    upper: bootstrapQuantile(better, 0.95),
  };
}

function refused(why: string, rest: Partial<Judgement> = {}): Judgement {
  return {
    improvement: null,
    calibrationSlope: null,
    ...rest,
    verdict: "no predictive signal",
    why,
  };
}

/** The gate for a backtest of the churn model. `dataset` is the one that it judged by. */
export function judge(
  dataset: ChurnDataset,
  result: BacktestResult,
  random: () => number,
): Judgement {
  if (result.status !== "judged") return refused(result.why);
  const { rows, outcomes, probabilities, baseline } = result.forecasts;
  const accountOfRow = Uint32Array.from(rows, (row) => dataset.accountOfRow[row] ?? 0);
  return judgeForecasts(
    { accountOfRow, outcome: outcomes, probability: probabilities, baseline },
    random,
  );
}

/**
 * The gate: on later data the model's log loss must be lower than that of the average rates, also at the lower end of a 90 % bootstrap
 * interval over accounts, and the calibration slope must lie in [0.8, 1.25]. A model that is too good to be true (AUC of .95 or more
 * among rows of like exposure, by 30 churns) is not shown either.
 */
export function judgeForecasts(forecasts: Forecasts, random: () => number): Judgement {
  const { outcome, probability } = forecasts;
  const rows = outcome.length;
  const events = outcome.reduce((sum, one) => sum + one, 0);
  if (events === 0 || events === rows)
    return refused(
      `${events} of the ${rows} later account-months ended in churn: that judges no model.`,
    );
  const separation = separationWithin(forecasts.baseline, outcome, probability);
  if (isSuspect(separation))
    return refused(
      `the forecasts of ${rows} later account-months told who left from who stayed too well to be true (AUC ${separation.auc.toFixed(3)}): something that is known only afterwards must be suspected among the features.`,
    );
  const improvement = improvementOf(forecasts, random);
  const { slope } = calibrationLine(outcome, probability);
  const found = { improvement, calibrationSlope: slope };
  if (!(improvement.lower > 0))
    return refused(
      `on ${rows} later account-months with ${events} churns the model was not reliably better than the average rate (log loss lower by ${improvement.mean.toFixed(4)}, 90 % interval ${improvement.lower.toFixed(4)} to ${improvement.upper.toFixed(4)}).`,
      found,
    );
  if (!(slope >= LEAST_SLOPE && slope <= MOST_SLOPE))
    return refused(
      `on later account-months the forecasts were too ${slope < LEAST_SLOPE ? "extreme" : "timid"} (calibration slope ${slope.toFixed(2)}, allowed ${LEAST_SLOPE} to ${MOST_SLOPE}).`,
      found,
    );
  return {
    ...found,
    verdict: "published",
    why: `on ${rows} later account-months with ${events} churns the log loss was lower than that of the average rate by ${improvement.mean.toFixed(4)} (90 % interval ${improvement.lower.toFixed(4)} to ${improvement.upper.toFixed(4)}), with a calibration slope of ${slope.toFixed(2)}.`,
  };
}
