// The report of one model. In: its forecasts beside outcomes, the verdict, what it was trained on. Out: figures for all accounts
// and for each segment. Pure.
import type { BacktestResult } from "./backtest.ts";
import type { ForecastReport, SegmentReport } from "./backtest-report.ts";
import type { ChurnDataset } from "./dataset.ts";
import { figuresOf, isoDay, type JudgedForecasts } from "./forecast-figures.ts";
import type { Judgement } from "./judge-model.ts";

/** Which model, and what it forecast. */
export type ReportSubject = Pick<ForecastReport, "name" | "lead" | "horizonDays">;

/** Forecasts with the segment of each. */
export interface SegmentedForecasts extends JudgedForecasts {
  /** Index into `segments`. */
  readonly segment: Uint16Array;
  readonly segments: readonly string[];
}

/** What is known of a model beside its forecasts. */
export interface ReportContext {
  readonly judgement: Pick<Judgement, "verdict" | "why" | "improvement" | "beyondContract">;
  readonly tier: string;
  readonly trainedOn: ForecastReport["trainedOn"];
  readonly suspectedLeakage?: ForecastReport["suspectedLeakage"];
  readonly bands?: ForecastReport["bands"];
}

/** A segment with fewer churns has no figures: they would be read as if they meant something. */
const LEAST_EVENTS_OF_SEGMENT = 20;

/** The report on all accounts. */
export function reportForecasts(
  subject: ReportSubject,
  forecasts: JudgedForecasts,
  { judgement, tier, trainedOn, suspectedLeakage = [], bands = [] }: ReportContext,
): ForecastReport {
  const { verdict, why, improvement, beyondContract } = judgement;
  return {
    ...subject,
    segment: "",
    ...figuresOf(forecasts),
    improvement,
    beyondContract,
    verdict,
    why,
    bands: [...bands],
    tier,
    suspectedLeakage: [...suspectedLeakage],
    trainedOn,
  };
}

/** The same figures for each segment that has forecasts, the largest first. */
export function reportSegments(
  subject: ReportSubject,
  forecasts: SegmentedForecasts,
): SegmentReport[] {
  const rowsOf = new Map<number, number[]>();
  forecasts.segment.forEach((segment, row) => {
    const rows = rowsOf.get(segment);
    if (rows === undefined) rowsOf.set(segment, [row]);
    else rows.push(row);
  });
  return [...rowsOf]
    .map(([segment, rows]) =>
      segmentReport(subject, forecasts.segments[segment] ?? "", pick(forecasts, rows)),
    )
    .sort((left, right) => right.n - left.n || (left.segment < right.segment ? -1 : 1));
}

function segmentReport(
  subject: ReportSubject,
  segment: string,
  forecasts: JudgedForecasts,
): SegmentReport {
  const found = figuresOf(forecasts);
  const { n, events } = found;
  const isFew = events < LEAST_EVENTS_OF_SEGMENT;
  return {
    ...subject,
    segment,
    n,
    events,
    auc: isFew ? null : found.auc,
    logLoss: isFew ? null : found.logLoss,
    prevalenceLogLoss: isFew ? null : found.prevalenceLogLoss,
    observedOverExpected: isFew ? null : found.observedOverExpected,
    observedOverExpectedLower: isFew ? null : found.observedOverExpectedLower,
    observedOverExpectedUpper: isFew ? null : found.observedOverExpectedUpper,
    note: isFew ? "too few" : "",
  };
}

function pick(forecasts: JudgedForecasts, rows: readonly number[]): JudgedForecasts {
  return {
    accountOfRow: Uint32Array.from(rows, (row) => forecasts.accountOfRow[row] ?? 0),
    day: Int32Array.from(rows, (row) => forecasts.day[row] ?? 0),
    outcome: Uint8Array.from(rows, (row) => forecasts.outcome[row] ?? 0),
    probability: Float64Array.from(rows, (row) => forecasts.probability[row] ?? 0),
    averageRate: Float64Array.from(rows, (row) => forecasts.averageRate[row] ?? 0),
    contractRate: Float64Array.from(rows, (row) => forecasts.contractRate[row] ?? 0),
    noticeDay: Int32Array.from(rows, (row) => forecasts.noticeDay[row] ?? 0),
  };
}

/**
 * What a backtest of the churn model forecast; nothing when there was no model, or nothing to judge.
 * @param noticeDayOf the company day on which an account gave notice, the first in (afterDay - 1, byDay]
 */
export function forecastsOf(
  dataset: ChurnDataset,
  result: BacktestResult,
  noticeDayOf: (account: string, afterDay: number, byDay: number) => number,
): SegmentedForecasts {
  const forecasts = result.status === "judged" ? result.forecasts : NOTHING;
  const { rows, outcomes } = forecasts;
  const accountOfRow = Uint32Array.from(rows, (row) => dataset.accountOfRow[row] ?? 0);
  const noticeDay = Int32Array.from(rows, (row, place) =>
    outcomes[place] === 1
      ? noticeDayOf(
          dataset.accounts[accountOfRow[place] ?? 0] ?? "",
          dataset.day[row] ?? 0,
          dataset.windowEndDay[row] ?? 0,
        )
      : 0,
  );
  return {
    accountOfRow,
    day: Int32Array.from(rows, (row) => dataset.day[row] ?? 0),
    outcome: outcomes,
    probability: forecasts.probabilities,
    averageRate: forecasts.averageRate,
    contractRate: forecasts.contractRate,
    noticeDay,
    segment: Uint16Array.from(rows, (row) => dataset.segment[row] ?? 0),
    segments: dataset.segments,
  };
}

const NOTHING = {
  rows: new Uint32Array(),
  outcomes: new Uint8Array(),
  probabilities: new Float64Array(),
  averageRate: new Float64Array(),
  contractRate: new Float64Array(),
};

/** What the last origin of a backtest was trained on, what it did without, and how many churns that were. */
export function trainingOf(
  result: BacktestResult,
): Pick<ReportContext, "tier" | "trainedOn" | "suspectedLeakage"> {
  if (result.status !== "judged") return { tier: "too few", trainedOn: null };
  const { tier, rows, events, firstDay, lastDay, dropped } = result.model.training;
  return {
    tier,
    trainedOn: { rows, events, from: isoDay(firstDay), to: isoDay(lastDay) },
    suspectedLeakage: dropped.flatMap(({ name, reason }) =>
      reason === "suspected leakage" ? [name] : [],
    ),
  };
}
