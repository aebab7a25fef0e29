// In: the ordered snapshots of one subscription. Out: the instants at which what it pays changes. Pure.
import type { SubscriptionChanged } from "@mimamori/event-contracts";
import { isPaying, mrrMinorOf, type CurrencySettings } from "./monthly-price.ts";
import { isLeaving } from "./notice.ts";
import type { SubscriptionSnapshot } from "./snapshot-order.ts";

/** From `fromMs` on, until the next point: whether the subscription is active, and its MRR (null: no rate). */
export interface LinePoint {
  readonly fromMs: number;
  readonly active: boolean;
  readonly mrrMinor: number | null;
  /** The state that is paid for; undefined while it is not active. */
  readonly contract: SubscriptionChanged | undefined;
}

/** Whether a subscription's revenue ends when its paid time is over, or when the customer cancels. */
export type ChurnDate = "period-end" | "cancellation";

const INACTIVE = { active: false, mrrMinor: 0, contract: undefined } as const;

function instantMs(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

/** The end that a state announces; Infinity: none. A cancelled subscription without an end date ends with its period. */
function announcedEndMs(data: SubscriptionChanged): number {
  const endedAtMs = instantMs(data.ended_at);
  if (endedAtMs !== undefined) return endedAtMs;
  return (data.cancel_at_period_end === true ? instantMs(data.period_end) : undefined) ?? Infinity;
}

/** When the state pays: from its start (or the snapshot, if later) until its end; null when it never does. */
function payingSpan(
  data: SubscriptionChanged,
  sinceMs: number,
): { fromMs: number; toMs: number } | null {
  if (!isPaying(data.status)) return null;
  const fromMs = Math.max(sinceMs, instantMs(data.started_at) ?? sinceMs);
  const toMs = announcedEndMs(data);
  return fromMs < toMs ? { fromMs, toMs } : null;
}

/** The moment from which a snapshot says that nothing is paid any more, if it lies before the snapshot itself. */
function endedBefore(snapshot: SubscriptionSnapshot): number {
  return Math.min(snapshot.occurredAtMs, announcedEndMs(snapshot.data));
}

/**
 * The states of a subscription with each cancellation taken for its end: what pays, and then says that it ends, ends there. One
 * that was sold with its end (a fixed term) was not cancelled, and pays until then.
 */
function endedByCancellation(history: readonly SubscriptionSnapshot[]): SubscriptionSnapshot[] {
  let cancelledAt: string | undefined;
  let hasStayed = false;
  return history.map((snapshot) => {
    const { data, occurredAtMs } = snapshot;
    const pays = isPaying(data.status);
    const leaves = isLeaving(data);
    if (!pays || !leaves) cancelledAt = undefined;
    if (pays && leaves && hasStayed) cancelledAt ??= new Date(occurredAtMs).toISOString();
    hasStayed = pays && (!leaves || hasStayed);
    return cancelledAt === undefined
      ? snapshot
      : { ...snapshot, data: { ...data, ended_at: cancelledAt } };
  });
}

/**
 * The step function of one subscription. A snapshot holds until the next one. `started_at` ahead of it delays the
 * revenue; `ended_at` ends it, be it ahead of the snapshot or behind it (an end reported late takes back what earlier
 * snapshots claimed from that moment on). A later snapshot that pays again begins anew.
 */
export function lineOf(
  history: readonly SubscriptionSnapshot[],
  settings: CurrencySettings,
  churnDate: ChurnDate,
): LinePoint[] {
  const states = churnDate === "cancellation" ? endedByCancellation(history) : history;
  const points: LinePoint[] = [];
  for (const snapshot of states) {
    const cutMs = endedBefore(snapshot);
    while ((points.at(-1)?.fromMs ?? -Infinity) >= cutMs) points.pop();
    if (cutMs < snapshot.occurredAtMs) points.push({ fromMs: cutMs, ...INACTIVE });
    const span = payingSpan(snapshot.data, snapshot.occurredAtMs);
    if (span === null || span.fromMs > snapshot.occurredAtMs)
      points.push({ fromMs: snapshot.occurredAtMs, ...INACTIVE });
    if (span === null) continue;
    points.push({
      fromMs: span.fromMs,
      active: true,
      mrrMinor: mrrMinorOf(snapshot.data, settings),
      contract: snapshot.data,
    });
    if (span.toMs < Infinity) points.push({ fromMs: span.toMs, ...INACTIVE });
  }
  return points;
}
