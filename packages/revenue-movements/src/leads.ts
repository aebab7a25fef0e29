// In: the snapshots of an account's subscriptions. Out: since when it has been a lead: somebody who tries, and does not pay. Pure.
import type { SubscriptionSnapshot } from "./snapshot-order.ts";

function startMs({ occurredAtMs, data }: SubscriptionSnapshot): number {
  const statedMs = data.started_at === undefined ? occurredAtMs : Date.parse(data.started_at);
  return Math.max(occurredAtMs, statedMs);
}

/** The instant from which a trial or a free subscription ran for the first time (milliseconds UTC); null: it never did. */
export function leadSinceMs(
  histories: readonly (readonly SubscriptionSnapshot[])[],
): number | null {
  const starts = histories
    .flat()
    .filter(({ data }) => data.status === "trialing" || data.status === "free")
    .map(startMs);
  return starts.length === 0 ? null : starts.reduce((first, ms) => Math.min(first, ms));
}
