// Whom an event names: the account; a user whose account becomes known later; an account's second record, merged later.
// And events that are taken back. Small shares, by the account's number, so that every company of some size has a few.
import type { Account } from "./account.ts";
import { DAY_MS, HOUR_MS, isoTime, startOfDay } from "./days.ts";
import type { Emit } from "./emission.ts";

const LINKED_AFTER_DAYS = 9;
const MERGED_AFTER_DAYS = 40;

/** In one of twelve new accounts, the first people come before the account is known to the product. */
export function usersAreLinkedLate(account: Account): boolean {
  return !account.existedBefore && account.index % 12 === 5;
}

/** One account in two hundred was entered twice. */
export function hasSecondRecord(account: Account): boolean {
  return account.index % 200 === 37;
}

export function secondRecord(account: Account): string {
  return `${account.id}-duplicate`;
}

export function userSubject(account: Account, user: number): string {
  return `user:${account.index.toString(36)}.${user}`;
}

/** The subject that the product knows when the user acts. */
export function subjectOfUser(account: Account, user: number, timeMs: number): string {
  if (user < 2 && usersAreLinkedLate(account) && timeMs < linkedMs(account))
    return userSubject(account, user);
  if (user % 3 === 1 && hasSecondRecord(account) && timeMs < mergedMs(account))
    return secondRecord(account);
  return account.id;
}

function linkedMs(account: Account): number {
  return startOfDay(account.signedUpMs) + LINKED_AFTER_DAYS * DAY_MS;
}

function mergedMs(account: Account): number {
  return account.firstDayMs + MERGED_AFTER_DAYS * DAY_MS;
}

/** On the account's first day: the link and the merge that are to come. */
export function declareIdentities(account: Account, emit: Emit): void {
  if (usersAreLinkedLate(account)) {
    for (const user of [0, 1]) {
      emit(account, {
        type: "account.user_linked.v1",
        timeMs: linkedMs(account) + user * HOUR_MS,
        data: { user: userSubject(account, user).slice("user:".length) },
      });
    }
  }
  if (hasSecondRecord(account)) {
    emit(account, {
      type: "account.account_merged.v1",
      timeMs: mergedMs(account),
      data: { merged_account: secondRecord(account) },
    });
  }
}

/** A load test that was taken for real use, in one account of twenty-five, and its retraction three days later. */
export function mistakeAndRetraction(account: Account, dayMs: number, emit: Emit): void {
  if (account.index % 25 !== 3 || dayMs !== account.firstDayMs + 20 * DAY_MS) return;
  const timeMs = dayMs + 4 * HOUR_MS;
  const wrong = emit(account, {
    type: "usage.feature_used.v1",
    timeMs,
    data: { feature: "api", user: "load-test", quantity: 50_000 },
  });
  const { subject, source, id } = wrong;
  emit(account, {
    type: "account.event_retracted.v1",
    timeMs: timeMs + 3 * DAY_MS,
    data: {
      retracted: { subject, time: isoTime(wrong.timeMs), source, id },
      reason: "load test, not a customer's use",
    },
  });
}
