// How a contract begins, goes from month to month, grows, shrinks and ends. In: an account on the first day of one of its
// months. Out: subscription snapshots and invoices; the account-month of the truth.
import type { Account, History } from "./account.ts";
import { churnProbability, decidesRenewal } from "./churn.ts";
import type { AccountMonth } from "./churn.ts";
import { addMonths, DAY_MS, HOUR_MS, startOfDay } from "./days.ts";
import type { Emit } from "./emission.ts";
import { billPeriod } from "./invoices.ts";
import { PLANS } from "./market.ts";
import { clamp, logistic } from "./random.ts";
import { monthlyCents, noticeDeadlineMs, periodEnd, snapshotOf } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";

const TRIAL_DAYS = 14;
const SHARE_COMING_BACK = 0.06;

/** Contracts begin at this hour (UTC) of a day of the month that every month has. */
function contractMoment(dayMs: number): number {
  const date = new Date(dayMs);
  date.setUTCDate(Math.min(date.getUTCDate(), 28));
  return date.setUTCHours(3, 0, 0, 0);
}

function newSubscription(account: Account, startMs: number, number: number): Subscription {
  const { billing } = account.random;
  const { segment } = account;
  const interval = billing.chance(segment.annualShare) ? "year" : "month";
  return {
    id: `sub-${account.index.toString(36)}-${number}`,
    status: "active",
    plan: billing.whole(segment.plans[0], segment.plans[1]),
    seats: Math.round(segment.seats[0] * (segment.seats[1] / segment.seats[0]) ** billing.unit()),
    interval,
    priceFactor: 1,
    discountShare: interval === "year" ? 0.1 : billing.chance(0.1) ? 0.2 : 0,
    startedMs: startMs,
    periodStartMs: startMs,
    periodEndMs: periodEnd(interval, startMs),
    autoRenew: billing.chance(0.9),
    leaving: false,
    endedMs: undefined,
  };
}

/** A customer from before the history: the billing system's first snapshot finds it within some period. */
export function openExisting(account: Account, history: History, emit: Emit): void {
  const startMs = contractMoment(account.signedUpMs);
  const subscription = newSubscription(account, startMs, 1);
  while (subscription.periodEndMs <= history.sinceMs) {
    subscription.periodStartMs = subscription.periodEndMs;
    subscription.periodEndMs = periodEnd(subscription.interval, subscription.periodEndMs);
  }
  account.subscription = subscription;
  emitSnapshot(
    account,
    subscription,
    history.sinceMs + account.random.billing.between(0.1, 2.5) * HOUR_MS,
    emit,
  );
}

/** A new customer: at once, or after a trial. */
export function openNew(account: Account, emit: Emit): void {
  const { billing } = account.random;
  const subscription = newSubscription(account, contractMoment(account.signedUpMs), 1);
  account.subscription = subscription;
  if (!billing.chance(account.segment.trialShare)) {
    emitSnapshot(account, subscription, account.signedUpMs + HOUR_MS, emit);
    billPeriod(account, subscription, account.signedUpMs + HOUR_MS, emit);
    return;
  }
  subscription.status = "trialing";
  subscription.periodEndMs = subscription.periodStartMs + TRIAL_DAYS * DAY_MS;
  account.trialEndsMs = startOfDay(account.firstDayMs) + TRIAL_DAYS * DAY_MS;
  emitSnapshot(account, subscription, account.signedUpMs + HOUR_MS, emit);
}

/** The last day of a trial: it becomes a contract, or it was only a trial. */
export function endTrial(account: Account, dayMs: number, emit: Emit): void {
  const trial = account.subscription;
  if (trial === undefined) return;
  account.trialEndsMs = undefined;
  const momentMs = dayMs + 3 * HOUR_MS;
  if (account.random.truth.chance(logistic(0.5 + account.engagement))) {
    const startMs = contractMoment(dayMs);
    const { interval } = trial;
    const paid: Subscription = {
      ...trial,
      status: "active",
      startedMs: startMs,
      periodStartMs: startMs,
      periodEndMs: periodEnd(interval, startMs),
    };
    account.subscription = paid;
    emitSnapshot(account, paid, momentMs, emit);
    billPeriod(account, paid, momentMs, emit);
  } else {
    trial.status = "ended";
    trial.endedMs = momentMs;
    emitSnapshot(account, trial, momentMs, emit);
  }
}

/** A customer that had left begins anew. */
export function comeBack(account: Account, dayMs: number, emit: Emit): void {
  account.comesBackMs = undefined;
  account.engagement = account.random.truth.between(0, 0.8);
  const subscription = newSubscription(account, contractMoment(dayMs), 2);
  account.subscription = subscription;
  emitSnapshot(account, subscription, dayMs + 5 * HOUR_MS, emit);
  billPeriod(account, subscription, dayMs + 5 * HOUR_MS, emit);
}

/** Whether one of the account's months begins on this day. */
export function isMonthStart(subscription: Subscription, dayMs: number): boolean {
  if (subscription.status === "trialing" || dayMs <= subscription.startedMs) return false;
  return new Date(dayMs).getUTCDate() === new Date(subscription.startedMs).getUTCDate();
}

/**
 * The first day of an account's month: renew if a period begins, then decide the month. Undefined when there is nothing
 * left to decide: the account has given notice, or has left.
 */
export function liveMonth(account: Account, dayMs: number, emit: Emit): AccountMonth | undefined {
  const { subscription } = account;
  if (subscription === undefined || subscription.leaving || subscription.endedMs !== undefined)
    return undefined;
  const momentMs = dayMs + 3 * HOUR_MS;
  if (momentMs >= subscription.periodEndMs) renew(account, subscription, momentMs, emit);
  const probability = churnProbability(account, subscription, momentMs);
  const left = account.random.truth.chance(probability);
  const month: AccountMonth = {
    account: account.id,
    segment: account.segment.name,
    monthStartMs: momentMs,
    interval: subscription.interval,
    renewalDecided: decidesRenewal(account, subscription, momentMs),
    engagement: account.engagement,
    mrrUsdCents: Math.round(monthlyCents(subscription, account.country)),
    probability,
    left,
  };
  if (left) leave(account, subscription, month, emit);
  else resize(account, subscription, momentMs, emit);
  return month;
}

function renew(account: Account, subscription: Subscription, momentMs: number, emit: Emit): void {
  subscription.periodStartMs = subscription.periodEndMs;
  subscription.periodEndMs = periodEnd(subscription.interval, subscription.periodStartMs);
  if (subscription.interval === "year") subscription.priceFactor *= 1.04;
  emitSnapshot(account, subscription, momentMs, emit);
  billPeriod(account, subscription, momentMs, emit);
}

/** Notice within the month, before its deadline where there is one; the contract ends with its period. */
function leave(
  account: Account,
  subscription: Subscription,
  month: AccountMonth,
  emit: Emit,
): void {
  const { truth } = account.random;
  const deadline = month.renewalDecided ? noticeDeadlineMs(account, subscription) : Infinity;
  const latestMs = Math.min(
    addMonths(month.monthStartMs, 1) - DAY_MS,
    deadline,
    subscription.periodEndMs - DAY_MS,
  );
  const noticeMs = Math.max(
    month.monthStartMs + HOUR_MS,
    truth.between(month.monthStartMs, latestMs),
  );
  subscription.leaving = true;
  emitSnapshot(account, subscription, noticeMs, emit);
  const atOnce = !month.renewalDecided;
  const endMs = atOnce ? noticeMs + 10 * DAY_MS : subscription.periodEndMs;
  subscription.endedMs = endMs;
  const active = subscription.status;
  subscription.status = "ended";
  emitSnapshot(account, subscription, endMs, emit);
  subscription.status = active;
  account.engagementMean = -1;
  account.engagement -= 0.6;
  if (truth.chance(SHARE_COMING_BACK)) {
    account.comesBackMs = startOfDay(endMs) + truth.whole(45, 150) * DAY_MS;
  }
}

/** More seats, fewer seats, or the next plan, some time within the month. */
function resize(account: Account, subscription: Subscription, momentMs: number, emit: Emit): void {
  const { truth } = account.random;
  const before = { seats: subscription.seats, plan: subscription.plan };
  const dice = truth.unit();
  const grows = logistic(-2.6 + 0.8 * account.engagement);
  const shrinks = logistic(-4.2 - 0.8 * account.engagement);
  const upgrades = 0.004;
  if (dice < grows) {
    subscription.seats += Math.max(1, Math.round(subscription.seats * truth.between(0.08, 0.32)));
  } else if (dice < grows + shrinks) {
    subscription.seats -= Math.max(1, Math.round(subscription.seats * truth.between(0.08, 0.3)));
    subscription.seats = Math.max(1, subscription.seats);
  } else if (dice < grows + shrinks + upgrades) {
    subscription.plan = clamp(subscription.plan + 1, 0, PLANS.length - 2);
  }
  if (before.seats === subscription.seats && before.plan === subscription.plan) return;
  emitSnapshot(account, subscription, momentMs + truth.between(1, 24) * DAY_MS, emit);
}

function emitSnapshot(
  account: Account,
  subscription: Subscription,
  timeMs: number,
  emit: Emit,
): void {
  emit(account, {
    type: "billing.subscription_changed.v1",
    timeMs,
    data: snapshotOf(account, subscription),
  });
}
