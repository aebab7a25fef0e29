// For tests: random histories of subscriptions, with all that can go wrong in them.
import fc from "fast-check";
import type { RevenueSettings, SubscriptionSnapshot } from "./index.ts";

const START_MS = Date.UTC(2025, 0, 1);
export const DAY_MS = 86_400_000;

/** Everything that a company may decide. */
export const settings: fc.Arbitrary<RevenueSettings> = fc
  .record({
    churnDate: fc.constantFrom("period-end", "cancellation"),
    reactivationVoidsChurnWithinDays: fc.constantFrom(0, 0, 1, 30),
  })
  .map((revenue) => ({
    reportingCurrency: "JPY",
    ratesToReporting: { USD: 150 },
    msToDay: (ms) => new Date(ms).toISOString().slice(0, 10),
    revenue,
  }));

const instantMs = fc
  .integer({ min: 0, max: 400 * 4 })
  .map((quarter) => START_MS + (quarter * DAY_MS) / 4);
const instant = instantMs.map((ms) => new Date(ms).toISOString());

const data = fc.record(
  {
    subscription_id: fc.constantFrom("a", "b", "c"),
    status: fc.constantFrom("trialing", "active", "active", "past_due", "paused", "ended"),
    items: fc.array(
      fc.record(
        {
          product: fc.constantFrom("x", "y"),
          amount_minor: fc.nat(50_000),
          seats: fc.nat(20),
        },
        { requiredKeys: ["product", "amount_minor"] },
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    currency: fc.constantFrom("JPY", "USD"),
    interval: fc.record({
      unit: fc.constantFrom("day", "week", "month", "year"),
      count: fc.integer({ min: 1, max: 3 }),
    }),
    discount: fc.oneof(
      fc.record({ share: fc.constantFrom(0, 0.1, 0.5, 1) }),
      fc.record({ amount_minor: fc.nat(20_000) }),
    ),
    started_at: instant,
    period_end: instant,
    ended_at: instant,
    cancel_at_period_end: fc.boolean(),
  },
  { requiredKeys: ["subscription_id", "status", "items", "currency", "interval"] },
);

export const snapshot = fc
  .record({
    data,
    occurredAtMs: instantMs,
    sequence: fc.nat(2),
    delayMs: fc.nat(30 * DAY_MS),
    id: fc.uuid(),
  })
  .map(({ delayMs, ...rest }): SubscriptionSnapshot => {
    const found = rest.data as SubscriptionSnapshot["data"];
    return {
      ...rest,
      data: found,
      subscriptionId: found.subscription_id,
      knownAtMs: rest.occurredAtMs + delayMs,
    };
  });

/** A history of up to twelve states of three subscriptions. */
export const history = fc.array(snapshot, { maxLength: 12 });
