// In: an account's days of activity and the states of its contracts. Out: how long it has paid under which term. Pure.
// This is what retention curves are fitted to: within a spell an account decides once per term whether it stays.
import type { ActivityDay } from "./account-days.ts";
import type { ContractState } from "./contract-states.ts";
import { mainSubscription } from "./main-subscription.ts";

/**
 * From `from` (inclusive) to `to` (exclusive; null: it goes on) the account paid under one term. Who changes the term begins a
 * new spell: the old one is only known to have lasted until then, which is not leaving. Days YYYY-MM-DD, they may lie ahead.
 */
export interface TermSpell {
  /** Whole months from one renewal to the next, at least 1. That of the subscription that brings most. */
  readonly termMonths: number;
  readonly from: string;
  readonly to: string | null;
  /** It ended because the account left. */
  readonly left: boolean;
}

interface TermDay {
  readonly day: string;
  readonly termMonths: number;
}

/** A life: from the first payment to the churn. Who comes back begins another one. */
interface Life {
  readonly from: string;
  readonly to: string | null;
}

function livesOf(days: readonly ActivityDay[]): Life[] {
  const lives: Life[] = [];
  let from: string | null = null;
  for (const { day, active, mrrMinor } of days) {
    if (from === null && active && mrrMinor !== 0) from = day;
    if (from !== null && !active) {
      lives.push({ from, to: day });
      from = null;
    }
  }
  if (from !== null) lives.push({ from, to: null });
  return lives;
}

/** The days on which the term changes, ascending; a day holds what is true at its end. */
function termDaysOf(
  states: readonly ContractState[],
  msToDay: (ms: number) => string,
): readonly TermDay[] {
  const moments = states.flatMap((state) => [
    { atMs: state.fromMs, state },
    ...(state.endedAtMs !== null && state.endedAtMs > state.fromMs
      ? [{ atMs: state.endedAtMs, state: undefined }]
      : []),
  ]);
  const latest = new Map<string, ContractState>();
  const termByDay = new Map<string, number>();
  for (const { atMs, state } of moments.sort((left, right) => left.atMs - right.atMs)) {
    if (state !== undefined) latest.set(state.subscriptionId, state);
    const main = mainSubscription(latest.values(), atMs);
    if (main !== undefined) termByDay.set(msToDay(atMs), Math.max(1, Math.round(main.termMonths)));
  }
  return [...termByDay].map(([day, termMonths]) => ({ day, termMonths }));
}

/**
 * The spells of an account, ascending, without overlap.
 * @param days as activityDaysOf gives them
 * @param states as contractStatesOf gives them
 */
export function termSpellsOf(
  days: readonly ActivityDay[],
  states: readonly ContractState[],
  msToDay: (ms: number) => string,
): TermSpell[] {
  const termDays = termDaysOf(states, msToDay);
  return livesOf(days).flatMap(({ from, to }) => {
    const spells: TermSpell[] = [];
    let begun = {
      from,
      termMonths: termDays.findLast(({ day }) => day <= from)?.termMonths ?? 1,
    };
    for (const { day, termMonths } of termDays) {
      if (day <= from || (to !== null && day >= to) || termMonths === begun.termMonths) continue;
      spells.push({ ...begun, to: day, left: false });
      begun = { from: day, termMonths };
    }
    return [...spells, { ...begun, to, left: to !== null }];
  });
}
