// How company and customer talk: NPS, meetings, campaigns, pulses, goals, wishes. In: an account and a day. Out: events.
import type { Account } from "./account.ts";
import { DAY_MS, HOUR_MS, isoDay, isoTime } from "./days.ts";
import type { Emit } from "./emission.ts";
import { clamp, logistic } from "./random.ts";
import type { Subscription } from "./subscription.ts";
import { userName } from "./usage.ts";

const NPS_EVERY_DAYS = 90;
const CAMPAIGN_EVERY_DAYS = 28;

/** Everything said on one day; weekends are silent. */
export function converse(
  account: Account,
  subscription: Subscription,
  dayMs: number,
  emit: Emit,
): void {
  const weekday = new Date(dayMs).getUTCDay();
  const dayNumber = Math.floor(dayMs / DAY_MS);
  if ((dayNumber + 17 * account.index) % NPS_EVERY_DAYS === 0)
    askNps(account, subscription, dayMs, emit);
  if (dayNumber % CAMPAIGN_EVERY_DAYS === 3) sendCampaign(account, dayMs, emit);
  if (weekday === 0 || weekday === 6) return;
  meet(account, dayMs, emit);
  wish(account, subscription, dayMs, emit);
}

/** Few answer, and the happy a little more often. */
function askNps(account: Account, subscription: Subscription, dayMs: number, emit: Emit): void {
  const { people } = account.random;
  const asked = Math.min(25, 1 + Math.floor(subscription.seats / 3));
  const rate = logistic(-1.15 + 0.3 * account.engagement);
  for (let user = 0; user < asked; user += 1) {
    const answers = people.chance(rate);
    const score = Math.round(clamp(8 + 1.5 * account.engagement + 1.4 * people.normal(), 0, 10));
    const afterMs =
      (10 - account.country.utcOffsetHours) * HOUR_MS + people.exponential(1.5 * DAY_MS);
    if (!answers) continue;
    emit(account, {
      type: "engagement.survey_answered.v1",
      timeMs: dayMs + afterMs,
      data: {
        kind: "nps",
        score,
        respondent: userName(account, user),
        survey_id: `nps-${isoDay(dayMs)}`,
      },
    });
  }
}

/** A CSM's conversations with larger customers; the engaged have time for them. */
function meet(account: Account, dayMs: number, emit: Emit): void {
  const { csm, segment, random } = account;
  if (csm === undefined) return;
  const { people } = random;
  const perDay =
    (segment.conversationsPerMonth / 21) * 1.6 * logistic(0.5 + 0.9 * account.engagement);
  const timeMs = dayMs + (10 - account.country.utcOffsetHours + 6 * people.unit()) * HOUR_MS;
  if (people.chance(perDay)) {
    const kind = people.chance(0.08)
      ? "business_review"
      : people.pick(["meeting", "call", "call", "chat"]);
    const duration_minutes = 15 * people.whole(1, 4);
    emit(account, {
      type: "engagement.interaction_held.v1",
      timeMs,
      data: { kind, duration_minutes, with: csm },
    });
  }
  if (people.chance(1 / 42)) {
    const score = Math.round(clamp(3.3 + 0.9 * account.engagement + 0.6 * people.normal(), 1, 5));
    emit(account, {
      type: "engagement.pulse_recorded.v1",
      timeMs: timeMs + HOUR_MS,
      data: { score, author: csm },
    });
  }
}

function sendCampaign(account: Account, dayMs: number, emit: Emit): void {
  const { people } = account.random;
  const campaign = `newsletter-${isoDay(dayMs)}`;
  const data = {
    message_id: `${campaign}-${account.id}`,
    campaign,
    recipient: userName(account, 0),
  };
  const sentMs =
    dayMs + (8 - account.country.utcOffsetHours) * HOUR_MS + people.between(0, HOUR_MS);
  emit(account, { type: "engagement.message_sent.v1", timeMs: sentMs, data });
  if (!people.chance(logistic(-0.6 + 0.7 * account.engagement))) return;
  const openedMs = sentMs + people.exponential(10 * HOUR_MS);
  emit(account, { type: "engagement.message_opened.v1", timeMs: openedMs, data });
  if (!people.chance(0.06)) return;
  emit(account, {
    type: "engagement.message_replied.v1",
    timeMs: openedMs + people.exponential(HOUR_MS),
    data,
  });
}

function wish(account: Account, subscription: Subscription, dayMs: number, emit: Emit): void {
  const { people } = account.random;
  if (!people.chance(0.00025 * subscription.seats)) return;
  const title = people.pick([
    "Slack notifications",
    "Excel export",
    "single sign-on",
    "audit log",
    "dark mode",
  ]);
  const timeMs = dayMs + 6 * HOUR_MS + people.between(0, HOUR_MS);
  emit(account, {
    type: "engagement.feature_requested.v1",
    timeMs,
    data: { title, user: userName(account, 0) },
  });
}

/** What a larger customer wants to reach, written down at the start, and how it went. */
export function setGoal(account: Account, timeMs: number, emit: Emit): void {
  if (account.csm === undefined) return;
  const { people } = account.random;
  const dueMs = timeMs + people.whole(90, 200) * DAY_MS;
  const goal = {
    goal_id: `goal-${account.index.toString(36)}-1`,
    title: people.pick([
      "halve the time for reports",
      "all teams on board",
      "one source of figures",
    ]),
    due_on: isoDay(dueMs),
  };
  emit(account, { type: "engagement.goal_changed.v1", timeMs, data: { ...goal, status: "open" } });
  const reached = people.chance(logistic(0.4 + 1.2 * account.engagement));
  const doneMs = reached ? dueMs - people.between(0, 40) * DAY_MS : dueMs + DAY_MS;
  emit(account, {
    type: "engagement.goal_changed.v1",
    timeMs: doneMs,
    data: reached
      ? { ...goal, status: "reached", reached_at: isoTime(doneMs) }
      : { ...goal, status: "missed" },
  });
}
