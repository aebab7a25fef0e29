// The state of an account's subscription, its price, and the snapshot event that tells of it. Pure.
import type { EventDataInput } from "@mimamori/event-contracts";
import { addMonths, DAY_MS, isoTime } from "./days.ts";
import { PLANS } from "./market.ts";
import type { Country, Segment } from "./market-terms.ts";

export interface Subscription {
  readonly id: string;
  status: "trialing" | "active" | "past_due" | "ended";
  /** Index into PLANS. */
  plan: number;
  seats: number;
  readonly interval: "month" | "year";
  /** Grows at each annual renewal. */
  priceFactor: number;
  readonly discountShare: number;
  readonly startedMs: number;
  periodStartMs: number;
  periodEndMs: number;
  autoRenew: boolean;
  /** Notice was given: it ends with the period. */
  leaving: boolean;
  endedMs: number | undefined;
}

/** Whether the account pays on that moment. */
export function isPaying(subscription: Subscription | undefined, atMs: number): boolean {
  if (subscription === undefined || subscription.status === "trialing") return false;
  return subscription.endedMs === undefined || atMs < subscription.endedMs;
}

/** Whether people of the account can use the product: it pays or tries it out. */
export function hasAccess(subscription: Subscription | undefined, atMs: number): boolean {
  return isPaying(subscription, atMs) || subscription?.status === "trialing";
}

/** The end of the period that begins at `startMs`. */
export function periodEnd(interval: "month" | "year", startMs: number): number {
  return addMonths(startMs, interval === "month" ? 1 : 12);
}

/** What the terms of a subscription depend on. */
interface Customer {
  readonly segment: Segment;
  readonly country: Country;
}

export function noticeDeadlineMs(account: Customer, subscription: Subscription): number {
  return subscription.periodEndMs - account.segment.noticeDays * DAY_MS;
}

export type SubscriptionSnapshot = EventDataInput<"billing.subscription_changed.v1">;
type Line = SubscriptionSnapshot["items"][number];

/** The lines of the price list for one interval, before the discount. */
function itemsOf(subscription: Subscription, country: Country): Line[] {
  const plan = PLANS[subscription.plan] ?? { name: "starter", seatCents: 2900, baseCents: 0 };
  const months = subscription.interval === "month" ? 1 : 12;
  const price = (cents: number): number =>
    Math.round(cents * country.minorPerCent * subscription.priceFactor) * months;
  const { seats } = subscription;
  const lines: Line[] = [
    { product: plan.name, seats, amount_minor: price(plan.seatCents) * seats },
  ];
  if (plan.baseCents > 0) {
    lines.push({ product: `${plan.name}-platform`, amount_minor: price(plan.baseCents) });
  }
  return lines;
}

/** What is billed for one interval, in the currency's minor unit. */
export function amountPerPeriod(subscription: Subscription, country: Country): number {
  const sum = itemsOf(subscription, country).reduce((total, line) => total + line.amount_minor, 0);
  return Math.round(sum * (1 - subscription.discountShare));
}

/** MRR as the truth has it, in US cents. */
export function monthlyCents(subscription: Subscription, country: Country): number {
  const perPeriod = amountPerPeriod(subscription, country) / country.minorPerCent;
  return subscription.interval === "month" ? perPeriod : perPeriod / 12;
}

/** The whole state, as the billing system would send it. */
export function snapshotOf(account: Customer, subscription: Subscription): SubscriptionSnapshot {
  const { status, interval, discountShare, leaving, endedMs } = subscription;
  const snapshot: SubscriptionSnapshot = {
    subscription_id: subscription.id,
    status,
    items: itemsOf(subscription, account.country),
    currency: account.country.currency,
    interval: { unit: interval, count: 1 },
    started_at: isoTime(subscription.startedMs),
    period_start: isoTime(subscription.periodStartMs),
    period_end: isoTime(subscription.periodEndMs),
    auto_renew: subscription.autoRenew && !leaving,
    cancel_at_period_end: leaving,
  };
  if (discountShare > 0) snapshot.discount = { share: discountShare };
  if (status !== "ended" && !leaving) {
    snapshot.renews_at = isoTime(subscription.periodEndMs);
    snapshot.notice_deadline = isoTime(noticeDeadlineMs(account, subscription));
  }
  if (endedMs !== undefined) snapshot.ended_at = isoTime(endedMs);
  return snapshot;
}
