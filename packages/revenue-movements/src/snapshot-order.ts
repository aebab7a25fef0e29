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

/** Of the same snapshot twice one is enough. `history` is sorted. */
function withoutRepeats(history: readonly SubscriptionSnapshot[]): SubscriptionSnapshot[] {
  return history.filter((snapshot, index) => {
    const next = history[index + 1];
    return next === undefined || compareSnapshots(snapshot, next) !== 0;
  });
}

/** The snapshots of each subscription in the order in which they hold, each once; the subscriptions sorted by id. */
export function historiesOf(
  snapshots: Iterable<SubscriptionSnapshot>,
): [string, SubscriptionSnapshot[]][] {
  const histories = Map.groupBy(snapshots, (snapshot) => snapshot.subscriptionId);
  return [...histories]
    .map(([id, history]): [string, SubscriptionSnapshot[]] => [
      id,
      withoutRepeats(history.sort(compareSnapshots)),
    ])
    .sort(([left], [right]) => compareText(left, right));
}
