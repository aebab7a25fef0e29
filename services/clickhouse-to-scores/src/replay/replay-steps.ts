/** The moments of a replay. In: what was asked for, and the first company day that is not over. Out: company days, ascending. Pure. */
import { ScoringError } from "../errors.ts";

export interface StepsRequest {
  /** YYYY-MM-DD: the ends of these days, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly everyDays: number;
}

const DAY_MS = 86_400_000;
const YEAR_DAYS = 52 * 7;
/** The backtest looks at every so manieth week, as at the starts of months. */
const JUDGED_EVERY_DAYS = 28;

function dayOf(text: string): number {
  return Date.parse(text) / DAY_MS;
}

/**
 * The days before which the steps lie (a step is the end of the day before), counted back from `to`. Left out, `to` is the last day
 * that is over, and `from` lies 52 weeks before it, so that there are 52 weekly steps.
 * @throws ScoringError not_settled, before_history
 */
export function replaySteps({ from, to, everyDays }: StepsRequest, today: number): number[] {
  const last = to === undefined ? today : dayOf(to) + 1;
  if (last > today)
    throw new ScoringError(
      "not_settled",
      `${String(to)} is not over for the pipeline; ask for days up to ${new Date((today - 1) * DAY_MS).toISOString().slice(0, 10)}`,
    );
  const first = from === undefined ? last - YEAR_DAYS + everyDays : dayOf(from) + 1;
  if (first > last)
    throw new ScoringError(
      "before_history",
      "the replay's --from lies behind its --to: turn them round",
    );
  const steps = Math.floor((last - first) / everyDays) + 1;
  return Array.from({ length: steps }, (_, step) => last - (steps - 1 - step) * everyDays);
}

/** The steps that the backtest looks at: the last one, and of those before it one in 28 days. */
export function judgedSteps(days: readonly number[]): number[] {
  const judged: number[] = [];
  for (const day of days.toReversed()) {
    const before = judged[0];
    if (before === undefined || before - day >= JUDGED_EVERY_DAYS) judged.unshift(day);
  }
  return judged;
}
