/**
 * The published scorecards judged by those who left: scores at the starts of months, beside what became of the accounts.
 *
 * In: facts as of each month's start. Out: a report for each horizon. Nothing is stored.
 */
import type { Scored } from "../health/score-health.ts";
import { readPasts } from "./account-pasts.ts";
import type { AccountPast } from "./account-pasts.ts";
import type { BacktestContext } from "./backtest-context.ts";
import type { JudgedModel } from "./judge-churn-risk.ts";
import { HORIZON_DAYS, judgeHealthScore } from "./judge-health-score.ts";
import { monthStarts } from "./month-starts.ts";
import { scoreAtDay, scoreAtDays } from "./score-at-days.ts";
import type { ScoreAtDay } from "./score-at-days.ts";

/** Judges them. */
export async function judgeHealth(context: BacktestContext): Promise<JudgedModel[]> {
  const { store, facts, asOf, days, splitDay, seenThroughDay, signal } = context;
  // Of a later day it is not known who gave notice on it.
  const asOfDay = seenThroughDay + 1;
  const months = monthStarts(asOfDay, HORIZON_DAYS[0]);
  const moments = months.map((day) => days.startOfDayMs(day) - 1);
  const pasts = await readPasts({ tables: store.tables, facts, days, asOf, moments, signal });
  const scores = await scoresOf(context, months, pasts);
  return judgeHealthScore({ months, scores, pasts, asOfDay, splitDay });
}

/** Of the months in which somebody could leave. */
async function scoresOf(
  { store, config, days, signal }: BacktestContext,
  months: readonly number[],
  pasts: ReadonlyMap<string, AccountPast>,
): Promise<ScoreAtDay[]> {
  const watched = months.filter((_, index) =>
    [...pasts.values()].some(({ isAtRisk }) => isAtRisk[index]),
  );
  const scores: ScoreAtDay[] = [];
  const see = ([scored]: readonly Scored[], day: number): void => {
    if (scored !== undefined) scores.push(scoreAtDay(day, scored));
  };
  await scoreAtDays({ store, configs: [config], days, see, signal }, watched);
  return scores;
}
