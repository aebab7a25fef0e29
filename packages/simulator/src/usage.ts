// A day of use: who comes, what they do. In: an account and a day. Out: sessions, feature events with quantities, and the
// milestones of onboarding.
import type { Account } from "./account.ts";
import { activityOfDay, DAY_MS, HOUR_MS } from "./days.ts";
import type { Emit } from "./emission.ts";
import { FEATURES, MILESTONES } from "./market.ts";
import { clamp, logistic } from "./random.ts";
import { subjectOfUser } from "./identities.ts";
import type { Subscription } from "./subscription.ts";
import type { Use } from "./weekly-usage.ts";

/** How many of the seats are given to people: more where engagement is high, and rising in the first months. */
function usersOf(account: Account, subscription: Subscription, dayMs: number): number {
  const rampUp = clamp((dayMs - account.signedUpMs) / (60 * DAY_MS), 0.25, 1);
  const share = clamp(0.7 + 0.24 * account.engagement, 0.15, 1);
  return Math.max(1, Math.round(subscription.seats * share * rampUp));
}

/** Users never change their habits: each keeps the activity that it was drawn with. */
function activityOf(account: Account, user: number): number {
  const { userActivity } = account;
  while (userActivity.length <= user) {
    const { usage } = account.random;
    userActivity.push(0.1 + 0.8 * usage.unit() * usage.unit());
  }
  return userActivity[user] ?? 0;
}

export function userName(account: Account, user: number): string {
  return `${account.index.toString(36)}.${user}`;
}

/** One day of one account's usage. */
export function useProduct(
  account: Account,
  subscription: Subscription,
  dayMs: number,
  use: Use,
): void {
  const { usage } = account.random;
  const day = activityOfDay(account.country.code, dayMs);
  const level = 1.1 * day * logistic(0.35 + 1.2 * account.engagement);
  const features = breadthOf(account, dayMs);
  const users = usersOf(account, subscription, dayMs);
  const opensMs = dayMs + (9 - account.country.utcOffsetHours) * HOUR_MS;
  for (let user = 0; user < users; user += 1) {
    if (!usage.chance(level * activityOf(account, user))) continue;
    workADay(account, user, opensMs, features, use);
  }
}

/** How many features the account has taken up. */
function breadthOf(account: Account, dayMs: number): number {
  const months = (dayMs - account.signedUpMs) / (30 * DAY_MS);
  const breadth = 2 + 5 * clamp(months / 8, 0, 1) + 1.6 * account.engagement;
  return Math.round(clamp(breadth, 1, FEATURES.length));
}

function workADay(
  account: Account,
  user: number,
  opensMs: number,
  features: number,
  use: Use,
): void {
  const { usage } = account.random;
  const startMs = opensMs + 9 * HOUR_MS * (0.5 * usage.unit() + 0.4 * usage.unit());
  const name = userName(account, user);
  const subject = subjectOfUser(account, user, startMs);
  const seconds = Math.round(usage.exponential(1500 * logistic(0.8 + account.engagement)) + 40);
  use(account, {
    type: "usage.session_started.v1",
    timeMs: startMs,
    subject,
    data: { user: name, duration_seconds: seconds },
  });
  for (let place = 0; place < features; place += 1) {
    const feature = FEATURES[account.featureOrder[place] ?? 0] ?? FEATURES[0];
    if (!usage.chance(feature.use)) continue;
    use(account, {
      type: "usage.feature_used.v1",
      timeMs: startMs + usage.unit() * seconds * 1000,
      subject,
      data: { feature: feature.name, user: name, quantity: 1 + Math.floor(usage.exponential(4)) },
    });
  }
}

/** The steps of onboarding, drawn when the account signs up; an account of little engagement stops half-way. */
export function onboard(account: Account, emit: Emit): void {
  const { usage } = account.random;
  for (const [step, milestone] of MILESTONES.entries()) {
    if (step > 0 && usage.chance(logistic(-2.2 - 1.1 * account.engagement))) return;
    const days = milestone.meanDays * Math.exp(-0.4 * account.engagement) * usage.between(0.4, 1.8);
    emit(account, {
      type: "usage.milestone_reached.v1",
      timeMs: account.signedUpMs + days * DAY_MS,
      data: { milestone: milestone.name, user: userName(account, 0) },
    });
  }
}
