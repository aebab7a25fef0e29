// What holds for every history of subscriptions, however strange.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addAccount,
  beginMonths,
  metricsOf,
  revenueOfAccount,
  type SubscriptionSnapshot,
} from "./index.ts";

const START_MS = Date.UTC(2025, 0, 1);
const DAY_MS = 86_400_000;

const settings = {
  reportingCurrency: "JPY",
  ratesToReporting: { USD: 150 },
  msToDay: (ms: number) => new Date(ms).toISOString().slice(0, 10),
  revenue: { churnDate: "period-end", reactivationVoidsChurnWithinDays: 0 },
} as const;

const instantMs = fc
  .integer({ min: 0, max: 400 * 4 })
  .map((quarter) => START_MS + (quarter * DAY_MS) / 4);
const instant = instantMs.map((ms) => new Date(ms).toISOString());

const data = fc.record(
  {
    subscription_id: fc.constantFrom("a", "b", "c"),
    status: fc.constantFrom("trialing", "active", "active", "past_due", "paused", "ended"),
    items: fc.array(
      fc.record({ product: fc.constantFrom("x", "y"), amount_minor: fc.nat(50_000) }),
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
    ended_at: instant,
    cancel_at_period_end: fc.boolean(),
  },
  { requiredKeys: ["subscription_id", "status", "items", "currency", "interval"] },
);

const snapshot = fc
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

const history = fc.array(snapshot, { maxLength: 12 });

describe("revenueOfAccount", () => {
  test("the movements sum to the MRR, day by day", () => {
    fc.assert(
      fc.property(history, (snapshots) => {
        const { movements, mrrDays } = revenueOfAccount(snapshots, settings);
        let sum = 0;
        for (const movement of movements) {
          sum += movement.amountMinor;
          expect(movement.mrrAfterMinor).toBe(sum);
          expect(mrrDays.findLast(({ day }) => day <= movement.day)?.mrrMinor ?? 0).toBe(sum);
        }
        expect(mrrDays.at(-1)?.mrrMinor ?? 0).toBe(sum);
      }),
    );
  });

  test("days rise, movements alternate as the rules say, and a churned account pays nothing", () => {
    fc.assert(
      fc.property(history, (snapshots) => {
        const { movements, churnedOn, firstPaidOn, mrrDays } = revenueOfAccount(
          snapshots,
          settings,
        );
        const days = movements.map(({ day }) => day);
        expect(days).toEqual([...new Set(days)].sort());
        movements.forEach(({ kind }, index) => {
          expect(kind === "new").toBe(index === 0);
          expect(kind === "reactivation").toBe(movements[index - 1]?.kind === "churn");
        });
        expect(firstPaidOn).toBe(days[0] ?? null);
        expect(churnedOn !== null).toBe(movements.at(-1)?.kind === "churn");
        if (churnedOn !== null) expect(mrrDays.at(-1)?.mrrMinor ?? 0).toBe(0);
      }),
    );
  });

  test("the order in which snapshots arrive, and their repetition, change nothing", () => {
    const shuffled = history.chain((snapshots) =>
      fc.tuple(
        fc.constant(snapshots),
        fc.shuffledSubarray([...snapshots, ...snapshots], {
          minLength: snapshots.length * 2,
          maxLength: snapshots.length * 2,
        }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([snapshots, again]) => {
        expect(revenueOfAccount(again, settings)).toEqual(revenueOfAccount(snapshots, settings));
      }),
    );
  });

  test("saying a state twice (splitting its span) changes no MRR, no movement and no notice", () => {
    const split = fc.tuple(
      fc.array(snapshot, { minLength: 1, maxLength: 12 }),
      fc.nat(),
      fc.integer({ min: 1, max: 99 }),
    );
    fc.assert(
      fc.property(split, ([snapshots, pick, share]) => {
        const whole = snapshots[pick % snapshots.length];
        if (whole === undefined) return;
        const laterMs = snapshots
          .filter((other) => other.subscriptionId === whole.subscriptionId)
          .map(({ occurredAtMs }) => occurredAtMs)
          .filter((ms) => ms >= whole.occurredAtMs && ms !== whole.occurredAtMs);
        const untilMs = Math.min(whole.occurredAtMs + 90 * DAY_MS, ...laterMs);
        // Of snapshots at one instant only the last one holds: only that one's span can be split.
        const rival = snapshots.some(
          (other) =>
            other !== whole &&
            other.subscriptionId === whole.subscriptionId &&
            other.occurredAtMs === whole.occurredAtMs,
        );
        if (rival) return;
        const occurredAtMs = Math.floor(
          whole.occurredAtMs + ((untilMs - whole.occurredAtMs) * share) / 100,
        );
        const repeat = {
          ...whole,
          occurredAtMs,
          knownAtMs: whole.knownAtMs + DAY_MS,
          id: `${whole.id}-again`,
        };
        const before = revenueOfAccount(snapshots, settings);
        const after = revenueOfAccount([...snapshots, repeat], settings);
        expect(after.mrrDays).toEqual(before.mrrDays);
        expect(after.movements).toEqual(before.movements);
        expect(after.churnedOn).toBe(before.churnedOn);
        expect(after.noticeKnownAtMs).toBe(before.noticeKnownAtMs);
      }),
    );
  });
});

describe("currencies without a rate", () => {
  const withoutDollars = { ...settings, ratesToReporting: {} };

  test("the MRR is unknown exactly while such a subscription is active, and movements join the known days", () => {
    fc.assert(
      fc.property(history, (snapshots) => {
        const whole = revenueOfAccount(snapshots, settings);
        const partly = revenueOfAccount(snapshots, withoutDollars);
        let sum = 0;
        for (const { day, amountMinor, mrrAfterMinor } of partly.movements) {
          sum += amountMinor;
          expect(mrrAfterMinor).toBe(sum);
          const then = partly.mrrDays.findLast((entry) => entry.day <= day)?.mrrMinor ?? 0;
          expect(then).toBe(sum);
        }
        for (const { day, mrrMinor } of partly.mrrDays) {
          if (mrrMinor === null) continue;
          expect(whole.mrrDays.findLast((entry) => entry.day <= day)?.mrrMinor ?? 0).toBe(mrrMinor);
        }
        expect(partly.noticeKnownAtMs).toBe(whole.noticeKnownAtMs);
      }),
    );
  });
});

describe("month metrics", () => {
  const months = Array.from({ length: 15 }, (_, index) =>
    new Date(Date.UTC(2025, index, 1)).toISOString().slice(0, 7),
  );

  test("GRR is at most 100 % for an account and for all; start + movements = end, month after month", () => {
    fc.assert(
      fc.property(fc.array(history, { maxLength: 5 }), (accounts) => {
        const inAll = beginMonths(months);
        for (const snapshots of accounts) {
          const revenue = revenueOfAccount(snapshots, settings);
          const alone = beginMonths(months);
          addAccount(alone, revenue);
          addAccount(inAll, revenue);
          for (const totals of alone) expect(metricsOf(totals).grr ?? 1).toBeLessThanOrEqual(1);
        }
        inAll.forEach((totals, index) => {
          const { grr, nrr, logoChurn, movedMinor, startMrrMinor, endMrrMinor } = metricsOf(totals);
          expect(grr ?? 1).toBeLessThanOrEqual(1);
          expect(grr ?? 1).toBeLessThanOrEqual(nrr ?? 1);
          expect(logoChurn ?? 0).toBeLessThanOrEqual(1);
          const moved = Object.values(movedMinor).reduce((sum, part) => sum + part, 0);
          expect(startMrrMinor + moved).toBe(endMrrMinor);
          if (index > 0) expect(startMrrMinor).toBe(inAll[index - 1]?.endMrrMinor);
        });
      }),
    );
  });
});
