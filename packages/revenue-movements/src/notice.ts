// In: the ordered snapshots of an account's subscriptions. Out: when it became known that the account leaves. Pure.
// This, and not the end of the paid period, is the moment that a churn model must predict.
import type { SubscriptionChanged } from "@mimamori/event-contracts";
import { isPaying } from "./monthly-price.ts";
import type { SubscriptionSnapshot } from "./snapshot-order.ts";

function isLeaving(data: SubscriptionChanged): boolean {
  return (
    !isPaying(data.status) || data.cancel_at_period_end === true || data.ended_at !== undefined
  );
}

/** The earliest known_at of the snapshots that say, without a break until today, that it ends; Infinity: it stays. */
function leavingKnownAtMs(history: readonly SubscriptionSnapshot[]): number {
  const stays = history.findLastIndex((snapshot) => !isLeaving(snapshot.data));
  return history
    .slice(stays + 1)
    .reduce((earliest, snapshot) => Math.min(earliest, snapshot.knownAtMs), Infinity);
}

/**
 * Milliseconds UTC at which the last of the account's subscriptions was known to end (cancel_at_period_end, an end date, or
 * no longer paying), or null while one stays or none has ever paid. A notice that is taken back is no notice.
 */
export function noticeKnownAtMs(
  histories: readonly (readonly SubscriptionSnapshot[])[],
): number | null {
  const paid = histories.filter((history) => history.some(({ data }) => isPaying(data.status)));
  const known = Math.max(-Infinity, ...paid.map(leavingKnownAtMs));
  return Number.isFinite(known) ? known : null;
}
