// The figures of a report. In: forecasts of a time that the model had not seen, and what happened. Out: one figure for each
// question, null where there is no answer (nobody left). Pure.
import type { ForecastReport } from "./backtest-report.ts";
import { calibrationLine } from "./calibration-line.ts";
import { observedOverExpected } from "./observed-over-expected.ts";
import { brier, logLoss } from "./probability-scores.ts";
import { averagePrecision, liftsAt, rocAuc } from "./ranking.ts";
import {
  calibrationErrorByChance,
  expectedCalibrationError,
  type ReliabilityBin,
  reliabilityTable,
} from "./reliability.ts";

/** Forecasts whose outcome has become known since: one row per account and moment. */
export interface JudgedForecasts {
  /** The account of each row, as a number. */
  readonly accountOfRow: Uint32Array;
  /** The day of the forecast, since 1970-01-01. */
  readonly day: Int32Array;
  /** 1 left, 0 stayed. */
  readonly outcome: Uint8Array;
  readonly probability: Float64Array;
  /** What the average rate of the training would have said. */
  readonly averageRate: Float64Array;
  /** What the average rate of such contracts would have said; the same where a forecast knows nothing of contracts. */
  readonly contractRate: Float64Array;
  /** The day on which the account gave notice, where it left. */
  readonly noticeDay: Int32Array;
}

/** What is counted and measured of forecasts. */
export type ForecastFigures = Pick<
  ForecastReport,
  | "n"
  | "events"
  | "prevalence"
  | "accounts"
  | "from"
  | "to"
  | "auc"
  | "prAuc"
  | "brier"
  | "prevalenceBrier"
  | "logLoss"
  | "prevalenceLogLoss"
  | "contractLogLoss"
  | "calibrationSlope"
  | "calibrationIntercept"
  | "observedOverExpected"
  | "observedOverExpectedLower"
  | "observedOverExpectedUpper"
  | "expectedCalibrationError"
  | "calibrationErrorByChance"
  | "reliability"
  | "lift"
  | "leadTime"
>;

const SHARES = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const ALARM_SHARE = 0.1;
const DAY_MS = 86_400_000;

const NO_RANKING = {
  ...{ auc: null, prAuc: null, calibrationSlope: null, calibrationIntercept: null },
  ...{ lift: [], leadTime: null },
} satisfies Partial<ForecastFigures>;

const NO_FIGURES: ForecastFigures = {
  ...NO_RANKING,
  ...{ n: 0, events: 0, prevalence: null, accounts: 0, from: null, to: null },
  ...{ brier: null, prevalenceBrier: null, logLoss: null, prevalenceLogLoss: null },
  ...{ contractLogLoss: null },
  ...{ observedOverExpected: null, observedOverExpectedLower: null },
  ...{ observedOverExpectedUpper: null, expectedCalibrationError: null },
  ...{ calibrationErrorByChance: null, reliability: [] },
};

/** All figures. Throws ChurnRiskError (input_invalid) for forecasts that are no probabilities. */
export function figuresOf(forecasts: JudgedForecasts): ForecastFigures {
  const { outcome, probability, averageRate, contractRate, day } = forecasts;
  const n = outcome.length;
  if (n === 0) return NO_FIGURES;
  const events = outcome.reduce((sum, one) => sum + one, 0);
  const bins = reliabilityTable(outcome, probability);
  const expected = probability.reduce((sum, one) => sum + one, 0);
  const ratio = observedOverExpected(events, expected);
  return {
    n,
    events,
    prevalence: events / n,
    accounts: new Set(forecasts.accountOfRow).size,
    from: isoDay(day.reduce((least, one) => Math.min(least, one))),
    to: isoDay(day.reduce((most, one) => Math.max(most, one))),
    brier: brier(outcome, probability),
    prevalenceBrier: brier(outcome, averageRate),
    logLoss: logLoss(outcome, probability),
    prevalenceLogLoss: logLoss(outcome, averageRate),
    contractLogLoss: logLoss(outcome, contractRate),
    observedOverExpected: ratio?.ratio ?? null,
    observedOverExpectedLower: ratio?.lower ?? null,
    observedOverExpectedUpper: ratio?.upper ?? null,
    expectedCalibrationError: expectedCalibrationError(bins),
    calibrationErrorByChance: calibrationErrorByChance(bins),
    reliability: bins.map(binOf),
    ...(events === 0 || events === n ? NO_RANKING : rankingOf(forecasts, events / n)),
  };
}

/** What needs both some who left and some who stayed. */
function rankingOf(
  forecasts: JudgedForecasts,
  prevalence: number,
): Pick<ForecastFigures, keyof typeof NO_RANKING> {
  const { outcome, probability } = forecasts;
  const line = calibrationLine(outcome, probability);
  return {
    auc: rocAuc(outcome, probability),
    prAuc: averagePrecision(outcome, probability),
    calibrationSlope: line.converged ? line.slope : null,
    calibrationIntercept: line.converged ? line.intercept : null,
    lift: liftPoints(forecasts, prevalence),
    leadTime: leadTimeOf(forecasts),
  };
}

/** A day since 1970-01-01 as YYYY-MM-DD. */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The 5 % point of the normal distribution: 90 % lie between. */
const Z = 1.6448536269514722;

/** The interval is Wilson's (1927, JASA 22: 209-212), which has an answer for 0 and for all too. */
function binOf({
  rows: n,
  lowest,
  highest,
  meanForecast,
  churnedShare,
}: ReliabilityBin): ForecastReport["reliability"][number] {
  const middle = (churnedShare + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half =
    (Z * Math.sqrt((churnedShare * (1 - churnedShare)) / n + Z ** 2 / (4 * n ** 2))) /
    (1 + Z ** 2 / n);
  return {
    from: lowest,
    to: highest,
    n,
    predicted: meanForecast,
    observed: churnedShare,
    lower: Math.max(0, middle - half),
    upper: Math.min(1, middle + half),
  };
}

function liftPoints(
  { outcome, probability }: JudgedForecasts,
  prevalence: number,
): ForecastReport["lift"] {
  const lifts = liftsAt(outcome, probability, SHARES);
  return SHARES.map((share, place) => {
    const lift = Math.min(lifts[place] ?? 0, 1 / prevalence);
    return { share, lift, captured: Math.min(1, share * lift) };
  });
}

/** From an account's first time in the riskiest tenth to its notice: the median over those who were there and left. */
function leadTimeOf(forecasts: JudgedForecasts): ForecastReport["leadTime"] {
  const { accountOfRow, day, outcome, probability, noticeDay } = forecasts;
  const ranked = Float64Array.from(probability).sort();
  const threshold = ranked[Math.floor(ranked.length * (1 - ALARM_SHARE))] ?? 1;
  const firstAlarm = new Map<number, number>();
  const notice = new Map<number, number>();
  for (let row = 0; row < outcome.length; row++) {
    const account = accountOfRow[row] ?? 0;
    if ((probability[row] ?? 0) >= threshold)
      firstAlarm.set(account, Math.min(firstAlarm.get(account) ?? Infinity, day[row] ?? 0));
    if (outcome[row] === 1)
      notice.set(account, Math.max(notice.get(account) ?? -Infinity, noticeDay[row] ?? 0));
  }
  const days = [...notice].flatMap(([account, noticedOn]) => {
    const alarmedOn = firstAlarm.get(account);
    return alarmedOn === undefined || alarmedOn > noticedOn ? [] : [noticedOn - alarmedOn];
  });
  days.sort((left, right) => left - right);
  const [low, high] = [days[Math.floor((days.length - 1) / 2)], days[Math.floor(days.length / 2)]];
  if (low === undefined || high === undefined) return null;
  return { medianDays: (low + high) / 2, accounts: days.length };
}
