/**
 * The churn model judged at one lead: trained on what was over by an origin, asked about what came after it.
 *
 * In: facts as of the backtest's moment. Out: the report, for all accounts and by segment. Nothing is stored.
 */
import {
  forecastsOf,
  judge,
  reportForecasts,
  reportSegments,
  seededRandom,
  trainingOf,
} from "@mimamori/churn-risk";
import type { ForecastReport, SegmentReport } from "@mimamori/churn-risk";
import { buildChurnDataset } from "../churn/churn-dataset.ts";
import type { DatasetRequest } from "../churn/churn-dataset.ts";
import { compute } from "../churn/on-thread.ts";

export interface JudgedModel {
  readonly model: ForecastReport;
  readonly segments: readonly SegmentReport[];
}

/** Judges it. The same facts give the same report. */
export async function judgeChurnRisk(
  request: DatasetRequest,
  splitDay: number | null,
): Promise<JudgedModel> {
  const { lead, asOf, signal } = request;
  const { dataset, noticeDayOf } = await buildChurnDataset(request);
  signal.throwIfAborted();
  const result =
    splitDay === null
      ? await compute("backtestRolling", [dataset], signal)
      : await compute("backtestSplit", [dataset, splitDay], signal);
  const random = seededRandom(`backtest ${asOf.toISOString()} ${lead}`);
  const subject = {
    name: "churn-risk",
    lead: lead === "spread" ? null : lead,
    horizonDays: null,
  } as const;
  const forecasts = forecastsOf(dataset, result, noticeDayOf);
  const judgement = judge(dataset, result, random);
  return {
    model: reportForecasts(subject, forecasts, { judgement, ...trainingOf(result) }),
    segments: reportSegments(subject, forecasts),
  };
}
