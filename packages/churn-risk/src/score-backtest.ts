// A score that is no probability, judged as if it were one. In: scores of accounts at the starts of months, and when these gave
// notice. Out: forecasts of later months by what such a score had meant in earlier ones. Pure.
import { isoDay, type JudgedForecasts } from "./forecast-figures.ts";
import { LEAST_EVENTS } from "./event-tiers.ts";
import { fitLogistic } from "./logistic-fit.ts";
import { probabilities } from "./logistic-predict.ts";
import type { ReportContext } from "./report-forecasts.ts";
import { fitStandardisation, standardise } from "./standardisation.ts";

/** One row per account and month. Days are company days since 1970-01-01. */
export interface MonthlyScores {
  readonly accountOfRow: Uint32Array;
  /** The day that the score knows the days before of. */
  readonly day: Int32Array;
  /** NaN: there was too little data for a score. */
  readonly score: Float64Array;
  /** The first day on or after `day` on which the account gave notice; as of now never: NEVER. */
  readonly noticeDay: Int32Array;
}

export const NEVER = 2 ** 31 - 1;

export interface ScoreBacktestOptions {
  /** Who gives notice within so many days has left. */
  readonly horizonDays: number;
  /** Days from this one on have not happened yet. */
  readonly asOfDay: number;
  /** Learn from what was over by then, judge what came after; null: month by month. */
  readonly splitDay: number | null;
}

export interface ScoreBacktest {
  readonly forecasts: JudgedForecasts;
  /** Row of the scores for each forecast. */
  readonly rows: Uint32Array;
  /** Of the last month that was judged. */
  readonly trainedOn: ReportContext["trainedOn"];
}

/** Little enough not to matter where there are churns to learn from. */
const L2 = 1;

/** Forecasts for the months whose horizon is over, from the first that has 20 churns before it to learn from. */
export function backtestScore(scores: MonthlyScores, options: ScoreBacktestOptions): ScoreBacktest {
  const { horizonDays, asOfDay, splitDay } = options;
  const isOver = (row: number, day: number): boolean => (scores.day[row] ?? 0) + horizonDays <= day;
  const rows = [...scores.day.keys()].filter(
    (row) => isOver(row, asOfDay) && !Number.isNaN(scores.score[row]),
  );
  const days = [...new Set(rows.map((row) => scores.day[row] ?? 0))].sort((a, b) => a - b);
  const judged: { row: number; probability: number; averageRate: number }[] = [];
  let trainedOn: ScoreBacktest["trainedOn"] = null;
  for (const day of days) {
    if (splitDay !== null && day < splitDay) continue;
    const train = rows.filter((row) => isOver(row, splitDay ?? day));
    const model = fitScore(scores, train, horizonDays);
    if (model === undefined) continue;
    trainedOn = model.trainedOn;
    const test = rows.filter((row) => scores.day[row] === day);
    const forecast = model.forecast(test);
    test.forEach((row, place) => {
      judged.push({ row, probability: forecast[place] ?? 0, averageRate: model.prevalence });
    });
  }
  return {
    trainedOn,
    rows: Uint32Array.from(judged, ({ row }) => row),
    forecasts: forecastsOf(scores, judged, horizonDays),
  };
}

function hasLeft({ day, noticeDay }: MonthlyScores, row: number, horizonDays: number): boolean {
  return (noticeDay[row] ?? NEVER) - (day[row] ?? 0) < horizonDays;
}

/** A logistic curve over the score; undefined with too few churns, or nobody who stayed. */
function fitScore(scores: MonthlyScores, train: readonly number[], horizonDays: number) {
  const y = Uint8Array.from(train, (row) => Number(hasLeft(scores, row, horizonDays)));
  const events = y.reduce((sum, one) => sum + one, 0);
  if (events < LEAST_EVENTS || events === y.length) return undefined;
  const matrix = (rows: readonly number[]) => ({
    rows: rows.length,
    columns: 1,
    values: Float64Array.from(rows, (row) => scores.score[row] ?? 0),
  });
  const scale = fitStandardisation(matrix(train));
  const fit = fitLogistic({ x: standardise(scale, matrix(train)), y, l2: L2 });
  const days = train.map((row) => scores.day[row] ?? 0).sort((a, b) => a - b);
  return {
    prevalence: events / y.length,
    forecast: (rows: readonly number[]) => probabilities(fit, standardise(scale, matrix(rows))),
    trainedOn: {
      rows: y.length,
      events,
      from: isoDay(days[0] ?? 0),
      to: isoDay(days.at(-1) ?? 0),
    },
  };
}

function forecastsOf(
  scores: MonthlyScores,
  judged: readonly {
    readonly row: number;
    readonly probability: number;
    readonly averageRate: number;
  }[],
  horizonDays: number,
): JudgedForecasts {
  const averageRate = Float64Array.from(judged, (one) => one.averageRate);
  return {
    accountOfRow: Uint32Array.from(judged, ({ row }) => scores.accountOfRow[row] ?? 0),
    day: Int32Array.from(judged, ({ row }) => scores.day[row] ?? 0),
    outcome: Uint8Array.from(judged, ({ row }) => Number(hasLeft(scores, row, horizonDays))),
    probability: Float64Array.from(judged, ({ probability }) => probability),
    averageRate,
    contractRate: averageRate,
    noticeDay: Int32Array.from(judged, ({ row }) => scores.noticeDay[row] ?? NEVER),
  };
}
