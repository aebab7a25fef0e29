// When it was known that an account leaves, as a churn model's label and its censoring need it.
import { describe, expect, test } from "vitest";
import { revenueOfAccount, type SubscriptionSnapshot } from "./index.ts";
import { settings, snapshot } from "./snapshot-fixture.ts";

/** Spans of days. */
function leavingsOf(...snapshots: SubscriptionSnapshot[]): [string, string | null][] {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return revenueOfAccount(snapshots, settings).leavings.map(({ knownAtMs, backAtMs }) => [
    day(knownAtMs),
    backAtMs === null ? null : day(backAtMs),
  ]);
}

function knownOn(day: string, of: SubscriptionSnapshot): SubscriptionSnapshot {
  return { ...of, knownAtMs: Date.parse(day) };
}

describe("leavings", () => {
  test("a notice begins one at the moment when it is known, and the end of the paid time adds nothing", () => {
    expect(
      leavingsOf(
        snapshot("2026-01-01", {}),
        snapshot("2026-02-10", { cancel_at_period_end: true }),
        snapshot("2026-03-01", { status: "ended", ended_at: "2026-03-01T00:00:00Z" }),
      ),
    ).toEqual([["2026-02-10", null]]);
  });

  test("a notice that is taken back ends it, and stays in the history", () => {
    expect(
      leavingsOf(
        snapshot("2026-01-01", {}),
        snapshot("2026-02-10", { cancel_at_period_end: true }),
        snapshot("2026-02-20", {}),
        snapshot("2026-05-01", { ended_at: "2026-06-01T00:00:00Z" }),
      ),
    ).toEqual([
      ["2026-02-10", "2026-02-20"],
      ["2026-05-01", null],
    ]);
  });

  test("an account that comes back with another subscription is back", () => {
    expect(
      leavingsOf(
        snapshot("2026-01-01", {}),
        snapshot("2026-02-01", { status: "ended" }),
        snapshot("2026-04-01", { subscription_id: "s2" }),
      ),
    ).toEqual([["2026-02-01", "2026-04-01"]]);
  });

  test("while one of several subscriptions stays, it does not leave", () => {
    expect(
      leavingsOf(
        snapshot("2026-01-01", {}),
        snapshot("2026-01-05", { subscription_id: "s2" }),
        snapshot("2026-02-01", { status: "ended" }),
        snapshot("2026-04-01", { subscription_id: "s2", cancel_at_period_end: true }),
      ),
    ).toEqual([["2026-04-01", null]]);
  });

  test("a trial that ends, alone or beside a paid subscription that stays, is no leaving", () => {
    const trial = [
      snapshot("2026-01-01", { subscription_id: "s2", status: "trialing" }),
      snapshot("2026-02-01", { subscription_id: "s2", status: "ended" }),
    ];
    expect(leavingsOf(...trial)).toEqual([]);
    expect(leavingsOf(...trial, snapshot("2026-01-01", {}))).toEqual([]);
  });

  test("a running trial does not keep an account whose only paid subscription ends", () => {
    expect(
      leavingsOf(
        snapshot("2026-01-01", {}),
        snapshot("2026-01-15", { subscription_id: "s2", status: "trialing" }),
        snapshot("2026-02-01", { status: "ended" }),
      ),
    ).toEqual([["2026-02-01", null]]);
  });

  test("what becomes known late never reaches back", () => {
    const paid = snapshot("2026-01-01", {});
    const left = knownOn("2026-05-01", snapshot("2026-02-01", { status: "ended" }));
    const stayed = knownOn("2026-03-01", snapshot("2026-03-01", {}));
    expect(leavingsOf(paid, left)).toEqual([["2026-05-01", null]]);
    expect(leavingsOf(paid, left, stayed)).toEqual([]);
  });

  test("a notice that is to hold from a later day counts from that day", () => {
    const announced = knownOn("2026-02-01", snapshot("2026-04-01", { cancel_at_period_end: true }));
    expect(leavingsOf(snapshot("2026-01-01", {}), announced)).toEqual([["2026-04-01", null]]);
  });
});
