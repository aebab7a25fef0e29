// In: the ordered snapshots of one subscription. Out: the instants at which what it pays changes. Pure.
import type { SubscriptionChanged } from "@mimamori/event-contracts";
import { isPaying, mrrMinorOf, type CurrencySettings } from "./monthly-price.ts";
import type { SubscriptionSnapshot } from "./snapshot-order.ts";

/** From `fromMs` on, until the next point: whether the subscription is active, and its MRR (null: no rate). */
export interface LinePoint {
  readonly fromMs: number;
  readonly active: boolean;
  readonly mrrMinor: number | null;
}

const INACTIVE = { active: false, mrrMinor: 0 } as const;

function instantMs(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

/** When the state pays: from its start (or the snapshot, if later) until its end; null when it never does. */
function payingSpan(
  data: SubscriptionChanged,
  sinceMs: number,
): { fromMs: number; toMs: number } | null {
  if (!isPaying(data.status)) return null;
  const fromMs = Math.max(sinceMs, instantMs(data.started_at) ?? sinceMs);
  const toMs = instantMs(data.ended_at) ?? Infinity;
  return fromMs < toMs ? { fromMs, toMs } : null;
}

/** The moment from which a snapshot says that nothing is paid any more, if it lies before the snapshot itself. */
function endedBefore(snapshot: SubscriptionSnapshot): number {
  const endedAtMs = instantMs(snapshot.data.ended_at) ?? Infinity;
  return Math.min(snapshot.occurredAtMs, endedAtMs);
}

/**
 * The step function of one subscription. A snapshot holds until the next one. `started_at` ahead of it delays the
 * revenue; `ended_at` ends it, be it ahead of the snapshot or behind it (an end reported late takes back what earlier
 * snapshots claimed from that moment on). A later snapshot that pays again begins anew.
 */
export function lineOf(
  history: readonly SubscriptionSnapshot[],
  settings: CurrencySettings,
): LinePoint[] {
  const points: LinePoint[] = [];
  for (const snapshot of history) {
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
    });
    if (span.toMs < Infinity) points.push({ fromMs: span.toMs, ...INACTIVE });
  }
  return points;
}
