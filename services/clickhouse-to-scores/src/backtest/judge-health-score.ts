/**
 * The health score judged by the measures of the churn model: what it meant in earlier months is what it says of later ones.
 *
 * In: scores at the starts of months, and what became of the accounts. Out: a report for each horizon. Nothing is stored.
 */
import {
  backtestScore,
  judgeForecasts,
  NEVER,
  reportForecasts,
  reportSegments,
  seededRandom,
} from "@mimamori/churn-risk";
import type { ForecastReport, JudgedForecasts, MonthlyScores } from "@mimamori/churn-risk";
import { noticeAfter } from "./account-pasts.ts";
import type { AccountPast } from "./account-pasts.ts";
import type { JudgedModel } from "./judge-churn-risk.ts";
import type { ScoreAtDay } from "./score-at-days.ts";

export const HORIZON_DAYS = [30, 60, 90] as const;

export interface HealthHistory {
  /** The months' first company days, in the order of the pasts' `isAtRisk`. */
  readonly months: readonly number[];
  readonly scores: readonly ScoreAtDay[];
  readonly pasts: ReadonlyMap<string, AccountPast>;
  /** Days from this one on have not happened yet. */
  readonly asOfDay: number;
  readonly splitDay: number | null;
}

interface JudgedScore extends ScoreAtDay {
  readonly noticeDay: number;
}

/** Judges it at each horizon. Accounts that did not pay, or had given notice, are in none of it. */
export function judgeHealthScore(history: HealthHistory): JudgedModel[] {
  const { months, pasts } = history;
  const scores = history.scores
    .flatMap((one): JudgedScore[] => {
      const past = pasts.get(one.account);
      if (past?.isAtRisk[months.indexOf(one.day)] !== true) return [];
      return [{ ...one, noticeDay: noticeAfter(past, one.day) ?? NEVER }];
    })
    // Sums and draws depend on the order of the rows, which must not depend on how they were read.
    .sort((left, right) => left.day - right.day || (left.account < right.account ? -1 : 1));
  const table = tableOf(scores);
  return HORIZON_DAYS.map((horizonDays) => judgeHorizon(history, scores, table, horizonDays));
}

function judgeHorizon(
  { asOfDay, splitDay }: HealthHistory,
  scores: readonly JudgedScore[],
  table: MonthlyScores & SegmentsOfRows,
  horizonDays: number,
): JudgedModel {
  const subject = { name: "health-score", lead: null, horizonDays } as const;
  const { forecasts, rows, trainedOn } = backtestScore(table, { horizonDays, asOfDay, splitDay });
  const segment = Uint16Array.from(rows, (row) => table.segment[row] ?? 0);
  const judgement = judgementOf(forecasts, `health ${horizonDays} ${asOfDay}`);
  const over = scores.filter(({ day }) => day + horizonDays <= asOfDay);
  const context = { judgement, tier: "rules", trainedOn, bands: bandsOf(over, horizonDays) };
  return {
    model: reportForecasts(subject, forecasts, context),
    segments: reportSegments(subject, { ...forecasts, segment, segments: table.segments }),
  };
}

const NOTHING_TO_JUDGE = {
  verdict: "no predictive signal",
  why: "no month is over that has 20 churns before it to learn from what a score means.",
  improvement: null,
  beyondContract: null,
} as const;

function judgementOf(forecasts: JudgedForecasts, seed: string) {
  if (forecasts.outcome.length === 0) return NOTHING_TO_JUDGE;
  return judgeForecasts(forecasts, seededRandom(seed));
}

interface SegmentsOfRows {
  readonly segment: Uint16Array;
  readonly segments: readonly string[];
}

function tableOf(scores: readonly JudgedScore[]): MonthlyScores & SegmentsOfRows {
  const accounts = new Map<string, number>();
  for (const { account } of scores)
    if (!accounts.has(account)) accounts.set(account, accounts.size);
  const segments = [...new Set(scores.map(({ segment }) => segment))].sort();
  return {
    accountOfRow: Uint32Array.from(scores, ({ account }) => accounts.get(account) ?? 0),
    day: Int32Array.from(scores, ({ day }) => day),
    score: Float64Array.from(scores, ({ score }) => score),
    noticeDay: Int32Array.from(scores, ({ noticeDay }) => noticeDay),
    segment: Uint16Array.from(scores, ({ segment }) => segments.indexOf(segment)),
    segments,
  };
}

/** Churn per band, from the band with the lowest scores up; without scores last. */
function bandsOf(scores: readonly JudgedScore[], horizonDays: number): ForecastReport["bands"] {
  const bands = new Map<string, { n: number; events: number; sum: number }>();
  for (const { band, score, day, noticeDay } of scores) {
    const counted = bands.get(band) ?? { n: 0, events: 0, sum: 0 };
    counted.n += 1;
    counted.events += Number(noticeDay - day < horizonDays);
    counted.sum += Number.isNaN(score) ? Infinity : score;
    bands.set(band, counted);
  }
  return [...bands]
    .sort(([, left], [, right]) => (left.sum / left.n < right.sum / right.n ? -1 : 1))
    .map(([band, { n, events }]) => ({ band, n, events, observed: events / n }));
}
