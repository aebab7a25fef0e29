// Which of an account's subscriptions speaks for it. In: states of subscriptions that hold at a moment. Out: one of them. Pure.
import type { ContractState } from "./contract-states.ts";
import { isPaying } from "./monthly-price.ts";

/** Whether a state that holds at `atMs` pays then. */
export function paysAt({ status, endedAtMs }: ContractState, atMs: number): boolean {
  return isPaying(status) && (endedAtMs ?? Infinity) > atMs;
}

/** Of those that pay at `atMs` the subscription that brings most, one without an exchange rate last; ties by id. */
export function mainSubscription(
  states: Iterable<ContractState>,
  atMs: number,
): ContractState | undefined {
  let main: ContractState | undefined;
  for (const state of states) {
    if (!paysAt(state, atMs)) continue;
    const lead = (state.mrrMinor ?? -1) - (main?.mrrMinor ?? -1);
    if (
      main === undefined ||
      lead > 0 ||
      (lead === 0 && state.subscriptionId < main.subscriptionId)
    )
      main = state;
  }
  return main;
}
