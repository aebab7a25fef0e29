// What each snapshot says of its contract, and since when an account has been a lead.
import { describe, expect, test } from "vitest";
import { revenueOfAccount, type ContractState } from "./index.ts";
import { settings, snapshot } from "./snapshot-fixture.ts";

function statesOf(...snapshots: ReturnType<typeof snapshot>[]): ContractState[] {
  return revenueOfAccount(snapshots, settings).contractStates;
}

describe("contract states", () => {
  test("a state tells plan, seats, price, term, discount and dates of its snapshot", () => {
    const annual = snapshot("2026-02-01", {
      items: [
        { product: "core", amount_minor: 1_200_00, seats: 5 },
        { product: "reports", amount_minor: 0, seats: 2 },
      ],
      interval: { unit: "year", count: 1 },
      discount: { amount_minor: 300_00 },
      period_start: "2026-02-01T00:00:00Z",
      period_end: "2027-02-01T00:00:00Z",
      notice_deadline: "2026-12-01T00:00:00Z",
      auto_renew: true,
    });
    expect(statesOf({ ...annual, knownAtMs: Date.parse("2026-02-03") })).toEqual([
      {
        subscriptionId: "s1",
        fromMs: Date.parse("2026-02-01"),
        knownAtMs: Date.parse("2026-02-03"),
        status: "active",
        plan: "core + reports",
        seats: 7,
        mrrMinor: 75_00,
        termMonths: 12,
        discountShare: 0.25,
        periodStartMs: Date.parse("2026-02-01"),
        renewsAtMs: Date.parse("2027-02-01"),
        noticeDeadlineMs: Date.parse("2026-12-01"),
        autoRenew: true,
        leaving: false,
        endedAtMs: null,
      },
    ]);
  });

  test("a renewal date goes before the end of the period", () => {
    const dates = { period_end: "2026-02-01T00:00:00Z", renews_at: "2026-03-01T00:00:00Z" };
    expect(statesOf(snapshot("2026-01-01", dates))[0]?.renewsAtMs).toBe(Date.parse("2026-03-01"));
  });

  test("terms of a contract that names no end are counted from its start; those of one that does are not", () => {
    const started_at = "2025-11-20T00:00:00Z";
    const states = statesOf(
      snapshot("2026-01-01", { started_at }),
      snapshot("2026-01-02", { started_at, renews_at: "2026-03-01T00:00:00Z" }),
    );
    expect(states.map(({ periodStartMs }) => periodStartMs)).toEqual([
      Date.parse(started_at),
      null,
    ]);
  });

  test("what does not pay brings 0; what pays in a currency without a rate brings an unknown amount", () => {
    const mrr = statesOf(
      snapshot("2026-01-01", { status: "trialing" }),
      snapshot("2026-01-02", { currency: "EUR" }),
      snapshot("2026-01-03", { status: "paused" }),
    ).map(({ mrrMinor, leaving }) => [mrrMinor, leaving]);
    expect(mrr).toEqual([
      [0, true],
      [null, false],
      [0, true],
    ]);
  });

  test("the states of all subscriptions come in the order in which they hold, each once", () => {
    const [first, second, third] = [
      snapshot("2026-01-01", { subscription_id: "s2" }),
      snapshot("2026-02-01", {}),
      snapshot("2026-03-01", { subscription_id: "s2" }),
    ];
    const states = statesOf(third, second, first, second, third);
    expect(states.map(({ subscriptionId }) => subscriptionId)).toEqual(["s2", "s1", "s2"]);
  });
});

test("a lead begins with its first trial or free day; who buys at once was none", () => {
  const since = (...snapshots: ReturnType<typeof snapshot>[]): string | null =>
    revenueOfAccount(snapshots, settings).leadsSince;
  expect(
    since(
      snapshot("2026-01-01", { status: "free", started_at: "2026-01-03T00:00:00Z" }),
      snapshot("2026-02-01", { subscription_id: "s2", status: "trialing" }),
      snapshot("2026-03-01", { subscription_id: "s2" }),
    ),
  ).toBe("2026-01-03");
  expect(since(snapshot("2026-01-01", {}))).toBeNull();
});
