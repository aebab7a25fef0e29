import { expect, test } from "vitest";
import { figuresOf } from "./forecast-figures.ts";
import { backtestScore, type MonthlyScores, NEVER } from "./score-backtest.ts";

const ACCOUNTS = 400;
const MONTH_DAYS = 30;

/** Numbers from 0 to below 1 that look drawn, the same each time. */
function spread(index: number): number {
  return (index * 0.754877666) % 1;
}

/** Six months of scores; of those who score low 12 in 100 leave within 30 days, of the others 2, or as `chance` says. */
function sixMonths(chance = (score: number): number => (score < 50 ? 0.12 : 0.02)): MonthlyScores {
  const rows = Array.from({ length: 6 * ACCOUNTS }, (_, index) => {
    const [month, account] = [Math.floor(index / ACCOUNTS), index % ACCOUNTS];
    const score = 100 * spread(index + 1);
    const left = spread(7 * index + 3) < chance(score);
    const day = 18_262 + month * MONTH_DAYS;
    return { account, day, score, noticeDay: left ? day + (index % MONTH_DAYS) : NEVER };
  });
  return {
    accountOfRow: Uint32Array.from(rows, ({ account }) => account),
    day: Int32Array.from(rows, ({ day }) => day),
    score: Float64Array.from(rows, ({ score }) => score),
    noticeDay: Int32Array.from(rows, ({ noticeDay }) => noticeDay),
  };
}

const OPTIONS = { horizonDays: 30, asOfDay: 18_262 + 6 * MONTH_DAYS, splitDay: null };

test("a score that says who leaves becomes probabilities that are right and better than the average", () => {
  const { forecasts, trainedOn } = backtestScore(sixMonths(), OPTIONS);
  const { n, auc, logLoss, prevalenceLogLoss, observedOverExpected } = figuresOf(forecasts);
  // The first month has none before it to learn from.
  expect(n).toBe(5 * ACCOUNTS);
  expect(auc).toBeGreaterThan(0.65);
  expect(logLoss ?? 1).toBeLessThan((prevalenceLogLoss ?? 0) - 0.005);
  expect(observedOverExpected).toBeGreaterThan(0.8);
  expect(observedOverExpected).toBeLessThan(1.25);
  expect(trainedOn).toMatchObject({ rows: 5 * ACCOUNTS, from: "2020-01-01", to: "2020-04-30" });
});

test("nothing that happened after a month began changes its forecasts", () => {
  const scores = sixMonths();
  const lastDay = 18_262 + 5 * MONTH_DAYS;
  const changed = {
    ...scores,
    noticeDay: scores.noticeDay.map((day) => (day >= lastDay ? NEVER : day)),
  };
  const last = (one: MonthlyScores) => {
    const { forecasts } = backtestScore(one, OPTIONS);
    return forecasts.probability.filter((_, row) => forecasts.day[row] === lastDay);
  };
  expect(last(scores)).toHaveLength(ACCOUNTS);
  expect(last(changed)).toEqual(last(scores));
});

test("with a split, only what was over by then is learned from, and only what came after is judged", () => {
  const splitDay = 18_262 + 4 * MONTH_DAYS;
  const { forecasts, trainedOn } = backtestScore(sixMonths(), { ...OPTIONS, splitDay });
  expect(new Set(forecasts.day)).toEqual(new Set([splitDay, splitDay + MONTH_DAYS]));
  expect(trainedOn?.rows).toBe(4 * ACCOUNTS);
});

test("a horizon that is not over is not judged, and too few churns teach nothing", () => {
  const long = backtestScore(sixMonths(), { ...OPTIONS, horizonDays: 90 });
  expect(Math.max(...long.forecasts.day)).toBe(18_262 + 3 * MONTH_DAYS);
  const calm = backtestScore(
    sixMonths(() => 0.001),
    OPTIONS,
  );
  expect(calm.trainedOn).toBeNull();
  expect(calm.forecasts.outcome).toHaveLength(0);
});

test("an account without a score is not judged", () => {
  const scores = sixMonths();
  const some = {
    ...scores,
    score: scores.score.map((score, row) => (row % 10 === 0 ? Number.NaN : score)),
  };
  expect(backtestScore(some, OPTIONS).forecasts.outcome).toHaveLength(5 * ACCOUNTS * 0.9);
});
