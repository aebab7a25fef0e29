// Whether a model may be shown. In: its forecasts of later data beside the average rates. Out: a verdict with its reason. Pure.
import type { BacktestResult } from "./backtest.ts";
import type { Verdict } from "./backtest-report.ts";
import { calibrationLine } from "./calibration-line.ts";
import type { ChurnDataset } from "./dataset.ts";
import type { JudgedForecasts } from "./forecast-figures.ts";
import { bootstrapQuantile, pairedBootstrap } from "./paired-bootstrap.ts";
import { logLossOf } from "./probability-scores.ts";
import { isSuspect, separationWithin } from "./suspected-leakage.ts";

/** By how much the log loss is lower than that of average rates, with its 90 % interval over accounts. */
export interface Improvement {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** In a sentence. */
  readonly why: string;
  /** Over the average rate of all: what the gate asks for. */
  readonly improvement: Improvement | null;
  /** Over the average rate of such contracts: what the account's own behaviour adds to knowing when it can leave. */
  readonly beyondContract: Improvement | null;
  readonly calibrationSlope: number | null;
}

const DRAWS = 1000;
const LEAST_SLOPE = 0.8;
const MOST_SLOPE = 1.25;

/** Forecasts of accounts beside what happened. */
type Forecasts = Pick<
  JudgedForecasts,
  "accountOfRow" | "outcome" | "probability" | "averageRate" | "contractRate"
>;

function improvementOver(
  rates: Float64Array,
  { accountOfRow, outcome, probability }: Forecasts,
  random: () => number,
): Improvement {
  const lossesOf = (p: Float64Array): Float64Array =>
    p.map((value, row) => logLossOf(outcome[row] ?? 0, value));
  const groups = Array.from(accountOfRow, String);
  const better = pairedBootstrap(
    { lossesA: lossesOf(rates), lossesB: lossesOf(probability), groups },
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
    beyondContract: null,
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
  const { rows, outcomes, probabilities, averageRate, contractRate } = result.forecasts;
  const accountOfRow = Uint32Array.from(rows, (row) => dataset.accountOfRow[row] ?? 0);
  return judgeForecasts(
    { accountOfRow, outcome: outcomes, probability: probabilities, averageRate, contractRate },
    random,
  );
}

/** A difference of log losses, in words. */
function inWords({ mean, lower, upper }: Improvement): string {
  return `${mean.toFixed(4)}, 90 % interval ${lower.toFixed(4)} to ${upper.toFixed(4)}`;
}

/** What the account's own behaviour adds to knowing when it can leave: nothing to say where all decide each month. */
function addedWords({ contractRate }: Forecasts, beyondContract: Improvement): string {
  if (contractRate.every((rate) => rate === contractRate[0])) return "";
  return beyondContract.lower > 0
    ? ` It is better too than the average rate of such contracts (by ${inWords(beyondContract)}).`
    : ` Beyond when contracts can end it knows nothing for certain yet: against the average rate of such contracts its log loss is lower by ${inWords(beyondContract)}.`;
}

/**
 * The gate: on later data the model's log loss must be lower than that of the average rate, also at the lower end of a 90 % bootstrap
 * interval over accounts, and the calibration slope must lie in [0.8, 1.25]. A model that is too good to be true (AUC of .95 or more
 * among rows of like exposure, by 30 churns) is not shown either. Whether it is also better than the average rate of such contracts
 * is said beside it.
 */
export function judgeForecasts(forecasts: Forecasts, random: () => number): Judgement {
  const { outcome, probability } = forecasts;
  const rows = outcome.length;
  const events = outcome.reduce((sum, one) => sum + one, 0);
  if (events === 0 || events === rows)
    return refused(
      `${events} of the ${rows} later account-months ended in churn: that judges no model.`,
    );
  const separation = separationWithin(forecasts.contractRate, outcome, probability);
  if (isSuspect(separation))
    return refused(
      `the forecasts of ${rows} later account-months told who left from who stayed too well to be true (AUC ${separation.auc.toFixed(3)}): something that is known only afterwards must be suspected among the features.`,
    );
  const improvement = improvementOver(forecasts.averageRate, forecasts, random);
  const beyondContract = improvementOver(forecasts.contractRate, forecasts, random);
  const { slope } = calibrationLine(outcome, probability);
  const found = { improvement, beyondContract, calibrationSlope: slope };
  if (!(improvement.lower > 0))
    return refused(
      `on ${rows} later account-months with ${events} churns the model was not reliably better than the average rate (log loss lower by ${inWords(improvement)}).`,
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
    why: `on ${rows} later account-months with ${events} churns the log loss was lower than that of the average rate by ${inWords(improvement)}, with a calibration slope of ${slope.toFixed(2)}.${addedWords(forecasts, beyondContract)}`,
  };
}
