// In: every subscription snapshot of an account. Out: what each says of the contract, in columns that a query can read. Pure.
import type { SubscriptionChanged } from "@mimamori/event-contracts";
import { discountShareOf, isPaying, monthsIn, mrrMinorOf } from "./monthly-price.ts";
import type { CurrencySettings } from "./monthly-price.ts";
import { isLeaving } from "./notice.ts";
import { compareSnapshots } from "./snapshot-order.ts";
import type { SubscriptionSnapshot } from "./snapshot-order.ts";

/**
 * A snapshot of a subscription. Its state as of T is the last one in the order of the array with fromMs <= T and knownAtMs <= T.
 * Instants in milliseconds UTC.
 */
export interface ContractState {
  readonly subscriptionId: string;
  readonly fromMs: number;
  readonly knownAtMs: number;
  readonly status: SubscriptionChanged["status"];
  /** The products, in the order of the items, joined with " + ". */
  readonly plan: string;
  readonly seats: number;
  /** Per month, minor unit of the reporting currency: 0 when the status does not pay, null without a rate. */
  readonly mrrMinor: number | null;
  /** Months of one billing interval: 12 for an annual plan. */
  readonly termMonths: number;
  /** Share of the list price that is taken off, 0 to 1. */
  readonly discountShare: number;
  /** Of a contract that names no end of its period: the start of the subscription, from which its terms are counted. */
  readonly periodStartMs: number | null;
  /** The end of the period where no renewal date is given. */
  readonly renewsAtMs: number | null;
  readonly noticeDeadlineMs: number | null;
  readonly autoRenew: boolean | null;
  readonly leaving: boolean;
  readonly endedAtMs: number | null;
}

function msOrNull(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text);
}

/** The products of a subscription as one text. */
export function planOf({ items }: SubscriptionChanged): string {
  return [...new Set(items.map((item) => item.product))].join(" + ");
}

/** Seats of all items. */
export function seatsOf({ items }: SubscriptionChanged): number {
  return items.reduce((sum, item) => sum + (item.seats ?? 0), 0);
}

function stateOf(snapshot: SubscriptionSnapshot, settings: CurrencySettings): ContractState {
  const { data } = snapshot;
  const renewsAt = data.renews_at ?? data.period_end;
  const countedFrom = renewsAt === undefined ? data.started_at : undefined;
  return {
    subscriptionId: snapshot.subscriptionId,
    fromMs: snapshot.occurredAtMs,
    knownAtMs: snapshot.knownAtMs,
    status: data.status,
    plan: planOf(data),
    seats: seatsOf(data),
    mrrMinor: isPaying(data.status) ? mrrMinorOf(data, settings) : 0,
    termMonths: monthsIn(data.interval),
    discountShare: discountShareOf(data),
    periodStartMs: msOrNull(data.period_start ?? countedFrom),
    renewsAtMs: msOrNull(renewsAt),
    noticeDeadlineMs: msOrNull(data.notice_deadline),
    autoRenew: data.auto_renew ?? null,
    leaving: isLeaving(data),
    endedAtMs: msOrNull(data.ended_at),
  };
}

/** The states of all subscriptions in the order of compareSnapshots. `histories` as historiesOf gives them. */
export function contractStatesOf(
  histories: readonly (readonly SubscriptionSnapshot[])[],
  settings: CurrencySettings,
): ContractState[] {
  return histories
    .flat()
    .sort(compareSnapshots)
    .map((snapshot) => stateOf(snapshot, settings));
}
