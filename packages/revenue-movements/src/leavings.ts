// In: the snapshots of an account's subscriptions. Out: when it was known that the account leaves. Pure.
// This, and not the end of the paid period, is the moment that a churn model must predict: the history is replayed in the order in
// which it became known, so that what was said later never reaches back.
import { isPaying } from "./monthly-price.ts";
import { isLeaving } from "./notice.ts";
import { compareSnapshots } from "./snapshot-order.ts";
import type { SubscriptionSnapshot } from "./snapshot-order.ts";

/** From `knownAtMs` on (inclusive) it was known that the account leaves, until `backAtMs` (exclusive). Milliseconds UTC. */
export interface Leaving {
  readonly knownAtMs: number;
  /** When the notice was taken back, or the account bought again; null: it still leaves, or has left. */
  readonly backAtMs: number | null;
}

/** What is known of one subscription at a moment of the replay. */
interface KnownSubscription {
  readonly latest: SubscriptionSnapshot;
  readonly hasPaid: boolean;
}

/** A snapshot counts from the moment when it is known and holds: a state of tomorrow is not yet one of today. */
function countsFromMs({ knownAtMs, occurredAtMs }: SubscriptionSnapshot): number {
  return Math.max(knownAtMs, occurredAtMs);
}

function leaves(known: Iterable<KnownSubscription>): boolean {
  let hasPaid = false;
  for (const subscription of known) {
    if (!subscription.hasPaid) continue;
    if (!isLeaving(subscription.latest.data)) return false;
    hasPaid = true;
  }
  return hasPaid;
}

function noted(
  known: KnownSubscription | undefined,
  snapshot: SubscriptionSnapshot,
): KnownSubscription {
  const isNewer = known === undefined || compareSnapshots(known.latest, snapshot) <= 0;
  return {
    latest: isNewer ? snapshot : known.latest,
    hasPaid: known?.hasPaid === true || isPaying(snapshot.data.status),
  };
}

/**
 * The spans in which it was known that the account leaves, in ascending order, without overlap. It leaves when the latest known
 * state of every subscription that has ever paid says so; while one stays, or none has ever paid, it does not.
 */
export function leavingsOf(histories: readonly (readonly SubscriptionSnapshot[])[]): Leaving[] {
  const replay = Map.groupBy(histories.flat(), countsFromMs);
  const known = new Map<string, KnownSubscription>();
  const leavings: Leaving[] = [];
  let sinceMs: number | null = null;
  for (const [ms, snapshots] of [...replay].sort(([left], [right]) => left - right)) {
    for (const snapshot of snapshots) {
      const { subscriptionId } = snapshot;
      known.set(subscriptionId, noted(known.get(subscriptionId), snapshot));
    }
    const leavesNow = leaves(known.values());
    if (leavesNow && sinceMs === null) sinceMs = ms;
    if (!leavesNow && sinceMs !== null) {
      leavings.push({ knownAtMs: sinceMs, backAtMs: ms });
      sinceMs = null;
    }
  }
  if (sinceMs !== null) leavings.push({ knownAtMs: sinceMs, backAtMs: null });
  return leavings;
}
