// The true chance that an account decides within the coming month to leave, and the die. In: the account at the start of
// one of its months. Out: the probability, which goes to the truth file and nowhere else, and what happened.
import type { Account } from "./account.ts";
import { addMonths, DAY_MS } from "./days.ts";
import { logistic } from "./random.ts";
import { noticeDeadlineMs } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";

const ENGAGEMENT_EFFECT = 1.1;
const OVERDUE_EFFECT = 0.9;
const YOUNG_EFFECT = 0.35;
const YOUNG_DAYS = 120;
/** Within an annual term hardly anybody leaves: insolvency, or a takeover. */
const LOGIT_WITHIN_TERM = -7;

/** One account-month of the truth. */
export interface AccountMonth {
  readonly account: string;
  readonly segment: string;
  readonly monthStartMs: number;
  readonly interval: "month" | "year";
  /** Whether a renewal is decided in this month: always with monthly contracts. */
  readonly renewalDecided: boolean;
  readonly engagement: number;
  readonly mrrUsdCents: number;
  /** The true probability that the decision to leave falls in this month. */
  readonly probability: number;
  readonly left: boolean;
}

/** Whether this month, from `monthStartMs` on, holds the last day for giving notice. */
export function decidesRenewal(
  account: Account,
  subscription: Subscription,
  monthStartMs: number,
): boolean {
  if (subscription.interval === "month") return true;
  const deadline = noticeDeadlineMs(account, subscription);
  return deadline >= monthStartMs && deadline < addMonths(monthStartMs, 1);
}

/** The logistic hazard of the coming month. */
export function churnProbability(
  account: Account,
  subscription: Subscription,
  monthStartMs: number,
): number {
  const { segment, engagement, overdue } = account;
  if (!decidesRenewal(account, subscription, monthStartMs)) {
    return logistic(LOGIT_WITHIN_TERM - 0.4 * engagement);
  }
  const base = subscription.interval === "month" ? segment.monthlyLogit : segment.annualLogit;
  const isOverdue = overdue.fromMs <= monthStartMs && monthStartMs < overdue.toMs;
  const isYoung = monthStartMs - subscription.startedMs < YOUNG_DAYS * DAY_MS;
  return logistic(
    base -
      ENGAGEMENT_EFFECT * engagement +
      (isOverdue ? OVERDUE_EFFECT : 0) +
      (isYoung ? YOUNG_EFFECT : 0),
  );
}
