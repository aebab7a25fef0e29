// What the contract itself says of an account's risk. In: the contract as known at a moment. Out: one number per column, NaN for
// missing. Pure.
import { type ContractState, paysAt } from "@mimamori/revenue-movements";
import { type FeatureColumn, MID_TERM } from "./dataset.ts";
import { type ContractHistory, statesAt } from "./known-contract.ts";

const DAY_MS = 86_400_000;
const DAYS_PER_MONTH = 365.25 / 12;
const BEFORE_DAYS = 180;

/** The columns that `contractValuesOf` fills, in its order. */
export const CONTRACT_COLUMNS: readonly FeatureColumn[] = [
  { name: "tenure_months", scale: "log1p", unit: "months" },
  { name: "mrr_per_seat", scale: "log1p", unit: "minor units per month" },
  { name: "seats", scale: "log1p", unit: "seats" },
  { name: "discount_share", scale: "linear", unit: "share" },
  { name: "mrr_log_ratio", scale: "linear", unit: `log ratio to ${BEFORE_DAYS} days before` },
  { name: "seats_log_ratio", scale: "linear", unit: `log ratio to ${BEFORE_DAYS} days before` },
  { name: "auto_renew_off", scale: "linear", unit: "0 or 1" },
  { name: MID_TERM, scale: "linear", unit: "0 or 1" },
];

interface Holdings {
  /** NaN when the rate of a currency is not known. */
  readonly mrrMinor: number;
  readonly seats: number;
  readonly discountShare: number;
}

function holdingsOf(paying: readonly ContractState[]): Holdings {
  let mrrMinor = 0;
  let seats = 0;
  let discounted = 0;
  for (const state of paying) {
    const amount = state.mrrMinor ?? Number.NaN;
    mrrMinor += amount;
    seats += state.seats;
    discounted += amount * state.discountShare;
  }
  const first = paying[0]?.discountShare ?? Number.NaN;
  return { mrrMinor, seats, discountShare: mrrMinor > 0 ? discounted / mrrMinor : first };
}

/** The seats that quantities are divided by: one where a product is not sold by seats. */
export function seatsToDivideBy(seats: number): number {
  return Math.max(1, seats);
}

function logRatio(now: number, before: number): number {
  return now > 0 && before > 0 ? Math.log(now / before) : Number.NaN;
}

function autoRenewOff(main: ContractState): number {
  return main.autoRenew === null ? Number.NaN : Number(!main.autoRenew);
}

/** What a row needs of its account's contract. */
export interface ContractValues {
  readonly values: Float64Array;
  readonly seats: number;
}

/**
 * The contract's values as known at `atMs`. The ratios compare with 180 days before, or with the first day of an account that is
 * younger.
 */
export function contractValuesOf(
  { states }: ContractHistory,
  main: ContractState,
  sinceMs: number,
  atMs: number,
  midTerm: boolean,
): ContractValues {
  const payingAt = (momentMs: number): Holdings =>
    holdingsOf(statesAt(states, momentMs, atMs).filter((state) => paysAt(state, momentMs)));
  const now = payingAt(atMs);
  const before = payingAt(Math.max(sinceMs, atMs - BEFORE_DAYS * DAY_MS));
  const values = Float64Array.of(
    (atMs - sinceMs) / DAY_MS / DAYS_PER_MONTH,
    now.mrrMinor / seatsToDivideBy(now.seats),
    now.seats > 0 ? now.seats : Number.NaN,
    now.discountShare,
    logRatio(now.mrrMinor, before.mrrMinor),
    logRatio(now.seats, before.seats),
    autoRenewOff(main),
    Number(midTerm),
  );
  return { values, seats: seatsToDivideBy(now.seats) };
}
