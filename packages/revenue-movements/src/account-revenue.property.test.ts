// What holds for every history of subscriptions, however strange, and for everything that a company may decide.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, history, settings, snapshot } from "./history-fixture.ts";
import { revenueOfAccount, type SubscriptionSnapshot } from "./index.ts";

describe("revenueOfAccount", () => {
  test("the movements sum to the MRR, day by day", () => {
    fc.assert(
      fc.property(history, settings, (snapshots, rules) => {
        const { movements, mrrDays } = revenueOfAccount(snapshots, rules);
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

  test("the causes of each movement sum to it, and what begins or ends is all product", () => {
    fc.assert(
      fc.property(history, settings, (snapshots, rules) => {
        for (const { kind, amountMinor, causes } of revenueOfAccount(snapshots, rules).movements) {
          const parts = Object.entries(causes);
          expect(parts.reduce((sum, [, part]) => sum + part, 0)).toBe(amountMinor);
          for (const [, part] of parts) expect(Number.isInteger(part) && part !== 0).toBe(true);
          const isWhole = kind === "new" || kind === "churn" || kind === "reactivation";
          if (isWhole)
            expect(parts.map(([cause]) => cause)).toEqual(amountMinor === 0 ? [] : ["product"]);
        }
      }),
    );
  });

  test("exchange rates are fixed: billing the same in another currency moves nothing, at any rate", () => {
    const inDollars = fc.tuple(
      fc.nat(10_000),
      fc.integer({ min: 1, max: 1_000 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
    );
    fc.assert(
      fc.property(inDollars, settings, ([dollars, rate, months], rules) => {
        const snapshots = months.map((isDollars, month): SubscriptionSnapshot => {
          const occurredAtMs = Date.UTC(2025, month, 1);
          const amount_minor = isDollars ? dollars * 100 : dollars * rate;
          return {
            subscriptionId: "a",
            occurredAtMs,
            knownAtMs: occurredAtMs,
            sequence: 0,
            id: String(month),
            data: {
              subscription_id: "a",
              status: "active",
              items: [{ product: "x", amount_minor, seats: 2 }],
              currency: isDollars ? "USD" : "JPY",
              interval: { unit: "month", count: 1 },
            },
          };
        });
        const { movements } = revenueOfAccount(snapshots, {
          ...rules,
          ratesToReporting: { USD: rate },
        });
        expect(movements).toHaveLength(dollars === 0 ? 0 : 1);
      }),
    );
  });

  test("days rise, movements alternate as the rules say, and a churned account pays nothing", () => {
    fc.assert(
      fc.property(history, settings, (snapshots, rules) => {
        const { movements, churnedOn, firstPaidOn, mrrDays } = revenueOfAccount(snapshots, rules);
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
      fc.property(shuffled, settings, ([snapshots, again], rules) => {
        expect(revenueOfAccount(again, rules)).toEqual(revenueOfAccount(snapshots, rules));
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
      fc.property(split, settings, ([snapshots, pick, share], rules) => {
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
        const before = revenueOfAccount(snapshots, rules);
        const after = revenueOfAccount([...snapshots, repeat], rules);
        expect(after.mrrDays).toEqual(before.mrrDays);
        expect(after.movements).toEqual(before.movements);
        expect(after.churnedOn).toBe(before.churnedOn);
        expect(after.noticeKnownAtMs).toBe(before.noticeKnownAtMs);
        expect(after.leavings).toEqual(before.leavings);
        expect(after.leadsSince).toBe(before.leadsSince);
      }),
    );
  });
});

describe("currencies without a rate", () => {
  test("the MRR is unknown exactly while such a subscription is active, and movements join the known days", () => {
    fc.assert(
      fc.property(history, settings, (snapshots, rules) => {
        const whole = revenueOfAccount(snapshots, rules);
        const partly = revenueOfAccount(snapshots, { ...rules, ratesToReporting: {} });
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

describe("known leaving", () => {
  test("spans rise without overlap, and the last one is open exactly while the account leaves", () => {
    fc.assert(
      fc.property(history, settings, (snapshots, rules) => {
        const { leavings, noticeKnownAtMs } = revenueOfAccount(snapshots, rules);
        const edges = leavings.flatMap(({ knownAtMs, backAtMs }) => [
          knownAtMs,
          backAtMs ?? Infinity,
        ]);
        expect(edges).toEqual([...new Set(edges)].sort((left, right) => left - right));
        const last = leavings.at(-1);
        expect(noticeKnownAtMs).toBe(last?.backAtMs === null ? last.knownAtMs : null);
      }),
    );
  });

  test("what becomes known later changes nothing that was said before", () => {
    fc.assert(
      fc.property(history, settings, fc.integer({ min: 0, max: 430 }), (snapshots, rules, day) => {
        const untilMs = Date.UTC(2025, 0, 1) + day * DAY_MS;
        const inTime = snapshots.filter(
          ({ occurredAtMs, knownAtMs }) => Math.max(occurredAtMs, knownAtMs) <= untilMs,
        );
        const said = revenueOfAccount(snapshots, rules)
          .leavings.filter(({ knownAtMs }) => knownAtMs <= untilMs)
          .map(({ knownAtMs, backAtMs }) => ({
            knownAtMs,
            backAtMs: backAtMs === null || backAtMs > untilMs ? null : backAtMs,
          }));
        expect(revenueOfAccount(inTime, rules).leavings).toEqual(said);
      }),
    );
  });
});
