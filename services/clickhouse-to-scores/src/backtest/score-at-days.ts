/**
 * Health scores as they would have been at the starts of past days, for judging them by what became of the accounts.
 *
 * In: facts as of each day's start, scorecards. Out: the scores, day by day. Nothing is written.
 */
import type { FactsStore } from "@mimamori/account-facts";
import type { CompanyConfig } from "@mimamori/company-config";
import type { ZonedDays } from "@mimamori/revenue-movements";
import { scoreThroughTime } from "../replay/score-through-time.ts";
import type { Scored } from "../health/score-health.ts";

/** What an account scored at the start of a day. */
export interface ScoreAtDay {
  readonly account: string;
  /** Company day: the score knows the days before it. */
  readonly day: number;
  /** NaN: there was too little data for one. */
  readonly score: number;
  readonly band: string;
  readonly segment: string;
}

export interface ScoresRequest {
  readonly store: FactsStore;
  readonly configs: readonly [CompanyConfig, ...CompanyConfig[]];
  readonly days: ZonedDays;
  /** Told of each account on each day its score under each configuration, in their order. */
  readonly see: (scored: readonly Scored[], day: number) => void;
  readonly signal: AbortSignal;
}

const DAY_MS = 86_400_000;

/** Scores all accounts at the start of each company day (ascending, distinct), under each configuration. */
export async function scoreAtDays(
  { days, see, ...request }: ScoresRequest,
  starts: readonly number[],
): Promise<void> {
  await scoreThroughTime({
    ...request,
    moments: starts.map((day) => new Date(days.startOfDayMs(day) - 1)),
    dayOf: (ms) => new Date(days.dayOf(ms) * DAY_MS).toISOString().slice(0, 10),
    see: (scored, moment) => {
      see(scored, starts[moment] ?? 0);
    },
  });
}

export function scoreAtDay(day: number, { features, result }: Scored): ScoreAtDay {
  return {
    account: features.account,
    day,
    score: result?.score ?? Number.NaN,
    band: result?.band ?? "closed",
    segment: features.segment,
  };
}
