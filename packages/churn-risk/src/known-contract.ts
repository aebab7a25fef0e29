// An account's contract as it was known at a moment. In: every state of its subscriptions. Out: those that held, what they
// brought, since when it pays without a break. Pure. Nothing that became known later is ever looked at.
import { type ContractState, isPaying, type Leaving } from "@mimamori/revenue-movements";

/** What revenue facts say of an account. */
export interface ContractHistory {
  /** In the order of compareSnapshots, as contractStatesOf gives them. */
  readonly states: readonly ContractState[];
  readonly leavings: readonly Leaving[];
}

/** A pause this short between two paid spans is a late renewal, not a new customer. */
const LATE_RENEWAL_MS = 7 * 86_400_000;

/** The state of each subscription that held at `momentMs`, as known at `knownMs`. */
export function statesAt(
  states: readonly ContractState[],
  momentMs: number,
  knownMs: number,
): ContractState[] {
  const latest = new Map<string, ContractState>();
  for (const state of states)
    if (state.fromMs <= momentMs && state.knownAtMs <= knownMs)
      latest.set(state.subscriptionId, state);
  return [...latest.values()];
}

/** Of those known and holding at `atMs` the ones for which no notice has been given. */
export function statesThatGoOn(states: readonly ContractState[], atMs: number): ContractState[] {
  return statesAt(states, atMs, atMs).filter(({ leaving }) => !leaving);
}

/** Whether it was known at `momentMs` that the account leaves. */
export function hasGivenNotice(leavings: readonly Leaving[], momentMs: number): boolean {
  return leavings.some(
    ({ knownAtMs, backAtMs }) => knownAtMs <= momentMs && (backAtMs ?? Infinity) > momentMs,
  );
}

/** The spans in which a subscription paid, as known at `asOfMs`, ascending by their start. */
function paidSpans(
  states: readonly ContractState[],
  asOfMs: number,
): { fromMs: number; toMs: number }[] {
  const endOf = new Map<string, number>();
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const state of states.toReversed()) {
    if (state.fromMs > asOfMs || state.knownAtMs > asOfMs) continue;
    const { subscriptionId, fromMs } = state;
    const toMs = Math.min(endOf.get(subscriptionId) ?? Infinity, state.endedAtMs ?? Infinity);
    endOf.set(subscriptionId, fromMs);
    if (isPaying(state.status) && fromMs < toMs) spans.push({ fromMs, toMs });
  }
  return spans.reverse();
}

/**
 * Since when the account has paid without a break longer than a week, as known at `asOfMs`; null when it has never paid. An
 * account that came back begins anew.
 */
export function payingSinceMs(states: readonly ContractState[], asOfMs: number): number | null {
  let sinceMs: number | null = null;
  let untilMs = -Infinity;
  for (const { fromMs, toMs } of paidSpans(states, asOfMs)) {
    if (sinceMs === null || fromMs > untilMs + LATE_RENEWAL_MS) sinceMs = fromMs;
    untilMs = Math.max(untilMs, toMs);
  }
  return sinceMs;
}
