// For tests: subscription snapshots, short to write.
import type { SubscriptionSnapshot } from "./index.ts";

export type Data = SubscriptionSnapshot["data"];

export const settings = {
  reportingCurrency: "USD",
  ratesToReporting: { JPY: 0.01 },
  msToDay: (ms: number) => new Date(ms).toISOString().slice(0, 10),
  revenue: { churnDate: "period-end", reactivationVoidsChurnWithinDays: 0 },
} as const;

/** A state of subscription s1 unless it says otherwise: $100.00 a month for five seats. */
export function snapshot(
  time: string,
  data: Partial<Data> & { amount?: number },
): SubscriptionSnapshot {
  const { amount = 100_00, ...rest } = data;
  const subscriptionId = rest.subscription_id ?? "s1";
  const occurredAtMs = Date.parse(time);
  return {
    subscriptionId,
    occurredAtMs,
    sequence: 0,
    knownAtMs: occurredAtMs,
    id: `${subscriptionId}-${time}`,
    data: {
      subscription_id: subscriptionId,
      status: "active",
      items: [{ product: "core", amount_minor: amount, seats: 5 }],
      currency: "USD",
      interval: { unit: "month", count: 1 },
      ...rest,
    },
  };
}
