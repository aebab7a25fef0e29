// In: subscription snapshots in any order, possibly repeated. Out: one total order of them, so that the winner never
// depends on how they arrived. Pure.
import type { SubscriptionChanged } from "@mimamori/event-contracts";

/** One subscription_changed event: the whole state of a subscription from `occurredAtMs` until its next snapshot. */
export interface SubscriptionSnapshot {
  readonly subscriptionId: string;
  readonly data: SubscriptionChanged;
  /** When the state began to hold (the event's corrected time). */
  readonly occurredAtMs: number;
  readonly sequence: number;
  /** When the company could know it. */
  readonly knownAtMs: number;
  readonly id: string;
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Ascending by (time, sequence, known_at, id): of several snapshots of one subscription the last one holds. */
export function compareSnapshots(left: SubscriptionSnapshot, right: SubscriptionSnapshot): number {
  return (
    left.occurredAtMs - right.occurredAtMs ||
    left.sequence - right.sequence ||
    left.knownAtMs - right.knownAtMs ||
    compareText(left.id, right.id)
  );
}

/** The snapshots of each subscription in the order in which they hold; the subscriptions sorted by id. */
export function historiesOf(
  snapshots: Iterable<SubscriptionSnapshot>,
): [string, SubscriptionSnapshot[]][] {
  const histories = Map.groupBy(snapshots, (snapshot) => snapshot.subscriptionId);
  for (const history of histories.values()) history.sort(compareSnapshots);
  return [...histories].sort(([left], [right]) => compareText(left, right));
}
