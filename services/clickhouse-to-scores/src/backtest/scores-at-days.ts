/**
 * Health scores as they would have been at the starts of past days, for judging them by what became of the accounts.
 *
 * In: facts as of each day's start, scorecards. Out: the scores, day by day. Nothing is written.
 */
import type { FactsStore } from "@mimamori/account-facts";
import type { CompanyConfig } from "@mimamori/company-config";
import type { ZonedDays } from "@mimamori/revenue-movements";
import { scoresThroughTime } from "../score-through-time.ts";
import type { ScoredChunk } from "../score-through-time.ts";
import type { Scored } from "../score-health.ts";

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
  readonly signal: AbortSignal;
}

const DAY_MS = 86_400_000;

/** Scores all accounts at the start of each company day (ascending, distinct), under each configuration. */
export async function* scoresAtDays(
  { store, configs, days, signal }: ScoresRequest,
  starts: readonly number[],
): AsyncGenerator<{ readonly day: number } & Pick<ScoredChunk, "accounts">, void, undefined> {
  const moments = starts.map((day) => new Date(days.startOfDayMs(day) - 1));
  const dayOf = (ms: number): string =>
    new Date(days.dayOf(ms) * DAY_MS).toISOString().slice(0, 10);
  const chunks = scoresThroughTime({ store, configs, moments, dayOf, signal });
  for await (const { moment, accounts } of chunks) yield { day: starts[moment] ?? 0, accounts };
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
