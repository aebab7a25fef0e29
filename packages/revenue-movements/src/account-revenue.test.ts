// The movement rules on hand-written histories: what an account's snapshots say about its revenue.
import { describe, expect, test } from "vitest";
import { revenueOfAccount, type AccountRevenue, type SubscriptionSnapshot } from "./index.ts";
import { settings, snapshot, type Data } from "./snapshot-fixture.ts";

function movesOf(...snapshots: SubscriptionSnapshot[]): [string, string, number][] {
  const { movements } = revenueOfAccount(snapshots, settings);
  return movements.map(({ day, kind, amountMinor }) => [day, kind, amountMinor]);
}

function mrrOf(data: Partial<Data> & { amount?: number }): number | null | undefined {
  return revenueOfAccount([snapshot("2026-01-01", data)], settings).mrrDays.at(0)?.mrrMinor;
}

describe("the MRR of one subscription", () => {
  test("an annual plan counts a twelfth: $2,000 a year is $166.67", () => {
    expect(mrrOf({ amount: 2_000_00, interval: { unit: "year", count: 1 } })).toBe(166_67);
  });

  test("intervals are brought to the mean month of 365.25 / 12 days", () => {
    expect(mrrOf({ interval: { unit: "month", count: 3 } })).toBe(33_33);
    expect(mrrOf({ interval: { unit: "week", count: 1 } })).toBe(434_82);
    expect(mrrOf({ interval: { unit: "day", count: 1 } })).toBe(3_043_75);
  });

  test("a discount is a share or an amount, and never makes the price negative", () => {
    expect(mrrOf({ discount: { share: 0.25 } })).toBe(75_00);
    expect(mrrOf({ discount: { amount_minor: 30_00 } })).toBe(70_00);
    const free = revenueOfAccount(
      [snapshot("2026-01-01", { discount: { amount_minor: 300_00 } })],
      settings,
    );
    expect(free.mrrDays).toEqual([]);
  });

  test("halves round away from zero, also where binary fractions lie just below them", () => {
    expect(mrrOf({ amount: 6, interval: { unit: "year", count: 1 } })).toBe(1);
    expect(mrrOf({ amount: 2_01, discount: { share: 0.5 } })).toBe(1_01);
  });

  test("another currency takes the fixed rate between whole units: ¥10,000 at 0.01 are $100.00", () => {
    expect(mrrOf({ amount: 10_000, currency: "JPY" })).toBe(100_00);
  });

  test("a currency without a rate has an unknown MRR, not one of zero", () => {
    const revenue = revenueOfAccount([snapshot("2026-01-01", { currency: "EUR" })], settings);
    expect(revenue.mrrDays).toEqual([{ day: "2026-01-01", mrrMinor: null }]);
    expect(revenue.movements).toEqual([]);
    expect(revenue.firstPaidOn).toBe("2026-01-01");
    expect(revenue.subscriptions[0]?.mrrMinor).toBeNull();
  });

  test.each(["trialing", "free", "paused", "ended"] as const)("%s brings no revenue", (status) => {
    expect(mrrOf({ status })).toBeUndefined();
  });

  test("an unpaid subscription still counts", () => {
    expect(mrrOf({ status: "past_due" })).toBe(100_00);
  });
});

describe("the five movements", () => {
  test("a trial that converts is new when it first pays", () => {
    expect(
      movesOf(snapshot("2026-01-01", { status: "trialing" }), snapshot("2026-01-15", {})),
    ).toEqual([["2026-01-15", "new", 100_00]]);
  });

  test("more and less from a paying account are expansion and contraction", () => {
    expect(
      movesOf(
        snapshot("2026-01-01", {}),
        snapshot("2026-02-01", { amount: 150_00 }),
        snapshot("2026-03-01", { amount: 150_00, discount: { share: 0.5 } }),
        snapshot("2026-04-01", { amount: 150_00 }),
      ),
    ).toEqual([
      ["2026-01-01", "new", 100_00],
      ["2026-02-01", "expansion", 50_00],
      ["2026-03-01", "contraction", -75_00],
      ["2026-04-01", "expansion", 75_00],
    ]);
  });

  test("ending one of two subscriptions is a contraction; ending the last one is churn", () => {
    expect(
      movesOf(
        snapshot("2026-01-01", {}),
        snapshot("2026-02-01", { subscription_id: "s2", amount: 40_00 }),
        snapshot("2026-03-01", { status: "ended" }),
        snapshot("2026-04-01", { subscription_id: "s2", status: "ended" }),
      ),
    ).toEqual([
      ["2026-01-01", "new", 100_00],
      ["2026-02-01", "expansion", 40_00],
      ["2026-03-01", "contraction", -100_00],
      ["2026-04-01", "churn", -40_00],
    ]);
  });

  test("a full discount is a contraction to zero; the churn after it still counts", () => {
    const revenue = revenueOfAccount(
      [
        snapshot("2026-01-01", {}),
        snapshot("2026-02-01", { discount: { share: 1 } }),
        snapshot("2026-03-01", { status: "ended" }),
      ],
      settings,
    );
    expect(revenue.movements.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ["new", 100_00],
      ["contraction", -100_00],
      ["churn", 0],
    ]);
    expect(revenue.churnedOn).toBe("2026-03-01");
  });

  test("paying again after a churn is a reactivation", () => {
    const again = snapshot("2026-05-01", { subscription_id: "s2", amount: 70_00 });
    const history = [snapshot("2026-01-01", {}), snapshot("2026-02-01", { status: "ended" })];
    expect(movesOf(...history, again).at(-1)).toEqual(["2026-05-01", "reactivation", 70_00]);
    expect(revenueOfAccount(history, settings).churnedOn).toBe("2026-02-01");
    expect(revenueOfAccount([...history, again], settings).churnedOn).toBeNull();
  });

  test("a day's changes are one net movement: a change of plan by ending one and beginning another", () => {
    expect(
      movesOf(
        snapshot("2026-01-01", {}),
        snapshot("2026-02-01T08:00:00Z", { status: "ended" }),
        snapshot("2026-02-01T17:00:00Z", { subscription_id: "s2", amount: 120_00 }),
      ),
    ).toEqual([
      ["2026-01-01", "new", 100_00],
      ["2026-02-01", "expansion", 20_00],
    ]);
  });

  test("a change of the day's currency at the fixed rate is no movement", () => {
    expect(
      movesOf(
        snapshot("2026-01-01", {}),
        snapshot("2026-02-01", { amount: 10_000, currency: "JPY" }),
      ),
    ).toHaveLength(1);
  });

  test("while the MRR is unknown nothing moves; the next known day is compared with the last known one", () => {
    expect(
      movesOf(
        snapshot("2026-01-01", {}),
        snapshot("2026-02-01", { currency: "EUR" }),
        snapshot("2026-03-01", { amount: 130_00 }),
      ),
    ).toEqual([
      ["2026-01-01", "new", 100_00],
      ["2026-03-01", "expansion", 30_00],
    ]);
  });
});

describe("the end of a subscription", () => {
  test("ended_at ahead of the snapshot ends it on its day", () => {
    expect(movesOf(snapshot("2026-01-01", { ended_at: "2026-06-30T15:00:00Z" }))).toEqual([
      ["2026-01-01", "new", 100_00],
      ["2026-06-30", "churn", -100_00],
    ]);
  });

  test("an end reported late takes back the revenue since then", () => {
    expect(
      movesOf(
        snapshot("2026-01-01", {}),
        snapshot("2026-03-01", { amount: 200_00 }),
        snapshot("2026-04-01", { status: "ended", ended_at: "2026-02-01T00:00:00Z" }),
      ),
    ).toEqual([
      ["2026-01-01", "new", 100_00],
      ["2026-02-01", "churn", -100_00],
    ]);
  });

  test("an announced end that is taken back is no end", () => {
    const revenue = revenueOfAccount(
      [
        snapshot("2026-01-01", {}),
        snapshot("2026-02-01", { cancel_at_period_end: true, ended_at: "2026-07-01T00:00:00Z" }),
        snapshot("2026-03-01", {}),
      ],
      settings,
    );
    expect(revenue.movements).toHaveLength(1);
    expect(revenue.noticeKnownAtMs).toBeNull();
    expect(revenue.churnedOn).toBeNull();
  });

  test("a start that lies ahead brings revenue from its day", () => {
    expect(movesOf(snapshot("2026-01-01", { started_at: "2026-02-01T00:00:00Z" }))).toEqual([
      ["2026-02-01", "new", 100_00],
    ]);
  });
});

describe("what a company decides about churn", () => {
  type Rules = Partial<(typeof settings)["revenue"]> | { churnDate: "cancellation" } | object;

  function movesBy(rules: Rules, ...snapshots: SubscriptionSnapshot[]): [string, string, number][] {
    const revenue = { ...settings.revenue, ...rules };
    return revenueOfAccount(snapshots, { ...settings, revenue }).movements.map(
      ({ day, kind, amountMinor }) => [day, kind, amountMinor],
    );
  }
  const atOnce = { churnDate: "cancellation" };
  const paid = snapshot("2026-01-01", {});
  const cancelled = snapshot("2026-02-10", {
    cancel_at_period_end: true,
    period_end: "2026-03-01T00:00:00Z",
  });

  test("revenue ends with the paid period, or with the cancellation", () => {
    const ended = snapshot("2026-03-01", { status: "ended", ended_at: "2026-03-01T00:00:00Z" });
    const history = [paid, cancelled, ended];
    expect(movesBy({}, ...history).at(-1)).toEqual(["2026-03-01", "churn", -100_00]);
    expect(movesBy({}, paid, cancelled).at(-1)).toEqual(["2026-03-01", "churn", -100_00]);
    expect(movesBy(atOnce, ...history).at(-1)).toEqual(["2026-02-10", "churn", -100_00]);
  });

  test("a cancellation that is repeated counts once, and one that is taken back is a reactivation", () => {
    const again = snapshot("2026-02-20", { cancel_at_period_end: true });
    expect(movesBy(atOnce, paid, cancelled, again)).toHaveLength(2);
    expect(movesBy(atOnce, paid, cancelled, again, snapshot("2026-02-25", {})).at(-1)).toEqual([
      "2026-02-25",
      "reactivation",
      100_00,
    ]);
  });

  test("a contract that was sold with its end was not cancelled: it pays until then", () => {
    const fixed = snapshot("2026-01-01", { ended_at: "2026-07-01T00:00:00Z" });
    expect(movesBy(atOnce, fixed).at(-1)).toEqual(["2026-07-01", "churn", -100_00]);
  });

  test("who is back within the days that void a churn has not churned, and counts on in between", () => {
    const left = snapshot("2026-02-01", { status: "ended" });
    const back = snapshot("2026-02-15", { subscription_id: "s2", amount: 70_00 });
    const voided = { reactivationVoidsChurnWithinDays: 14 };
    expect(movesBy(voided, paid, left, back)).toEqual([
      ["2026-01-01", "new", 100_00],
      ["2026-02-15", "contraction", -30_00],
    ]);
    const kinds = movesBy({ reactivationVoidsChurnWithinDays: 13 }, paid, left, back);
    expect(kinds.map(([, kind]) => kind)).toEqual(["new", "churn", "reactivation"]);
    expect(movesBy(voided, paid, left).map(([, kind]) => kind)).toEqual(["new", "churn"]);
  });
});

describe("when the notice became known", () => {
  function noticeOf(...snapshots: SubscriptionSnapshot[]): AccountRevenue["noticeKnownAtMs"] {
    return revenueOfAccount(snapshots, settings).noticeKnownAtMs;
  }

  test("it is the moment of the notice, not the end of the paid period", () => {
    expect(
      noticeOf(
        snapshot("2026-01-01", {}),
        snapshot("2026-02-10", { cancel_at_period_end: true }),
        snapshot("2026-03-01", { status: "ended", ended_at: "2026-03-01T00:00:00Z" }),
      ),
    ).toBe(Date.parse("2026-02-10"));
  });

  test("it is known_at, not the time of the event", () => {
    const knownAtMs = Date.parse("2026-05-05");
    expect(noticeOf({ ...snapshot("2026-02-10", { cancel_at_period_end: true }), knownAtMs })).toBe(
      knownAtMs,
    );
  });

  test("with several subscriptions it is that of the last one; while one stays there is none", () => {
    const first = [snapshot("2026-01-01", {}), snapshot("2026-02-01", { status: "ended" })];
    const second = snapshot("2026-01-05", { subscription_id: "s2" });
    const leaves = snapshot("2026-04-01", { subscription_id: "s2", cancel_at_period_end: true });
    expect(noticeOf(...first, second)).toBeNull();
    expect(noticeOf(...first, second, leaves)).toBe(Date.parse("2026-04-01"));
  });

  test("a trial that ends is no notice", () => {
    expect(
      noticeOf(
        snapshot("2026-01-01", { status: "trialing" }),
        snapshot("2026-02-01", { status: "ended" }),
      ),
    ).toBeNull();
  });
});

test("the latest state of each subscription is told with its products, seats and dates", () => {
  const [state] = revenueOfAccount(
    [
      snapshot("2026-01-01", {}),
      snapshot("2026-02-01", {
        items: [
          { product: "core", amount_minor: 50_00, seats: 5 },
          { product: "reports", amount_minor: 20_00, seats: 2 },
          { product: "core", amount_minor: 10_00 },
        ],
        renews_at: "2027-01-01T00:00:00Z",
        auto_renew: false,
      }),
    ],
    settings,
  ).subscriptions;
  expect(state).toEqual({
    subscriptionId: "s1",
    status: "active",
    plan: "core + reports",
    seats: 7,
    mrrMinor: 80_00,
    currency: "USD",
    startedAtMs: null,
    renewsAtMs: Date.parse("2027-01-01"),
    noticeDeadlineMs: null,
    autoRenew: false,
    cancelAtPeriodEnd: false,
    endedAtMs: null,
  });
});

test("an account without subscriptions has no revenue", () => {
  expect(revenueOfAccount([], settings)).toEqual({
    subscriptions: [],
    mrrDays: [],
    movements: [],
    firstPaidOn: null,
    churnedOn: null,
    noticeKnownAtMs: null,
    contractStates: [],
    leavings: [],
    leadsSince: null,
    termSpells: [],
  });
});
