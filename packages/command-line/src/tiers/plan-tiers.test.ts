// What other settings would make of a base, and how it reads.
import { touchTierSettings } from "@mimamori/touch-tiers";
import { describe, expect, test } from "vitest";
import { drawPlan } from "./plan-text.ts";
import { planTiers } from "./plan-tiers.ts";
import type { TierOfAccount } from "./tier-readings.ts";

const inForce = touchTierSettings.parse({
  value: "arr",
  margin: 0.1,
  thresholds: { high: 5_000, low: 1_000 },
});

function row(
  account: string,
  tier: TierOfAccount["tier"],
  arr: number,
  more: object = {},
): TierOfAccount {
  return {
    account,
    name: "",
    tier,
    tier_without_pin: tier,
    since: null,
    pool: "",
    arr,
    ltv: null,
    potential: 0,
    potential_seats: null,
    potential_plans: null,
    potential_growth: null,
    strategic: 0,
    segment: "",
    language: "",
    country: "",
    csm: "",
    pinned_by: "",
    pin_reason: "",
    pin_expires_at: null,
    reason: "",
    as_of: "2026-01-05T12:00:00.000Z",
    ...more,
  };
}

const NONE = { accounts: 0, arr: 0 };
const base = [
  row("a", "high", 9_000, { csm: "ann" }),
  row("b", "high", 6_000, { csm: "ann" }),
  row("c", "low", 2_000, { csm: "bo" }),
  row("d", "tech", 100),
];

describe("a plan", () => {
  test("with the settings in force moves nobody who is where the rules want it", () => {
    const { moves, tiers } = planTiers(base, inForce, inForce);
    expect(moves).toEqual([]);
    expect(tiers.map(({ tier, now, planned }) => [tier, now.accounts, planned.accounts])).toEqual([
      ["high", 2, 2],
      ["low", 1, 1],
      ["tech", 1, 1],
    ]);
  });

  test("tells the accounts and ARR of each tier and CSM before and after, and who moves", () => {
    const thresholds = { high: 8_000, low: 3_000 };
    const plan = planTiers(base, inForce, { ...inForce, thresholds });
    expect(plan.moves).toEqual([
      { account: "b", name: "", csm: "ann", arr: 6_000, from: "high", to: "low" },
      { account: "c", name: "", csm: "bo", arr: 2_000, from: "low", to: "tech" },
    ]);
    expect(plan.tiers[0]).toMatchObject({
      now: { accounts: 2, arr: 15_000 },
      planned: { accounts: 1, arr: 9_000 },
      cutOff: { from: 8_000 },
    });
    expect(plan.csms.find(({ csm }) => csm === "ann")).toEqual({
      csm: "ann",
      now: { high: { accounts: 2, arr: 15_000 }, low: NONE, tech: NONE },
      planned: {
        high: { accounts: 1, arr: 9_000 },
        low: { accounts: 1, arr: 6_000 },
        tech: NONE,
      },
      moves: 1,
    });
  });

  test("with fewer places keeps those that count for most, and a pin holds", () => {
    const pools = { all: { high: { csms: 1, accountsPerCsm: 1 } } };
    const fewer = touchTierSettings.parse({ ...inForce, pools });
    const moves = planTiers(base, inForce, fewer).moves;
    expect(moves.map(({ account, to }) => [account, to])).toEqual([["b", "low"]]);
    const pin = { pinned_by: "ann", pin_reason: "so", pin_expires_at: "2027-01-01T00:00:00Z" };
    const pinned = [base[0]!, row("b", "high", 6_000, pin), ...base.slice(2)];
    expect(planTiers(pinned, inForce, fewer).moves.map(({ account }) => account)).toEqual(["a"]);
  });

  test("reads as a page that fits a terminal", () => {
    const plan = planTiers(base, inForce, { ...inForce, thresholds: { high: 8_000, low: 3_000 } });
    const text = drawPlan(plan, "thresholds.high=8000", "JPY", (_, words) => words);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(text).toContain("2 → 1");
    expect(text).toMatch(/↓ b +high → low +¥6K ARR +ann/);
    expect(text).toMatch(/bo +0 +1 ¥2K → 0 +0 → 1/);
  });
});
