// What the rules say of a base: thresholds with a margin, places that go to those who count for most.
import { describe, expect, test } from "vitest";
import { AT_ONCE, Base, oneTeam, settingsWith, tiersOf } from "./tiers-fixture.ts";
import { assignTiers } from "./index.ts";

const settings = settingsWith({ changes: AT_ONCE });

/** The tier of one account with this value, having had the tier of another value before. */
function after(before: number | null, value: number | null): [string, string] {
  const base = new Base(settings);
  if (before !== null) base.run(0, { a: before });
  const { a } = base.run(1, { a: value });
  return [a?.state.tier ?? "", a?.indication.reason ?? ""];
}

describe("by thresholds", () => {
  test("a threshold is inclusive below", () => {
    const tiers = [999.99, 1_000, 4_999.99, 5_000].map((value) => after(null, value)[0]);
    expect(tiers).toEqual(["tech", "low", "low", "high"]);
    expect(after(null, 0)).toEqual(["tech", "first"]);
  });

  test("an account moves up as soon as it reaches a threshold", () => {
    expect(after(2_000, 5_000)).toEqual(["high", "raised"]);
    expect(after(0, 5_000)).toEqual(["high", "raised"]);
  });

  test("it keeps its tier down to the margin, inclusive, and moves down below it", () => {
    expect(after(6_000, 4_500)).toEqual(["high", "held"]);
    expect(after(6_000, 4_499.99)).toEqual(["low", "lowered"]);
    expect(after(6_000, 0)).toEqual(["tech", "lowered"]);
  });

  test("falling far it stops at the tier whose margin it still reaches", () => {
    expect(after(6_000, 950)).toEqual(["low", "lowered"]);
  });

  test("what has not changed says so", () => {
    expect(after(1_200, 1_300)).toEqual(["low", "unchanged"]);
  });

  test("an unknown value keeps the tier, and begins as tech", () => {
    expect(after(6_000, null)).toEqual(["high", "value-unknown"]);
    expect(after(null, null)).toEqual(["tech", "value-unknown"]);
    expect(after(2_000, NaN)).toEqual(["low", "value-unknown"]);
  });
});

describe("by places", () => {
  test("the cut-off follows from the number of CSMs and the size of their books", () => {
    const pools = { all: { high: { csms: 2, accountsPerCsm: 1 } } };
    const base = new Base(settingsWith({ thresholds: { high: 2, low: 1 }, pools }));
    const outcomes = base.run(0, { a: 100, b: 90, c: 80, d: 0 });
    expect(tiersOf(outcomes)).toEqual({ a: "high", b: "high", c: "low", d: "tech" });
    expect(outcomes["c"]?.indication).toEqual({
      tier: "low",
      reason: "no-room",
      about: "high",
      from: 90,
    });
  });

  test("who holds a place loses it only to an account that counts for more by the margin", () => {
    const base = new Base(settingsWith({ changes: AT_ONCE, pools: oneTeam(1) }));
    base.run(0, { a: 6_000, b: 5_500 });
    expect(tiersOf(base.run(1, { a: 6_000, b: 6_600 }))).toEqual({ a: "high", b: "low" });
    base.run(2, { a: 6_000, b: 6_700 });
    const outcomes = base.run(3, { a: 6_000, b: 6_700 });
    expect(tiersOf(outcomes)).toEqual({ a: "low", b: "high" });
    expect(tiersOf(base.run(4, { a: 7_000, b: 6_700 }))).toEqual({ a: "low", b: "high" });
  });

  test("an account that takes more effort takes more places, and one that still fits comes in after it", () => {
    const effort = { bySegment: { enterprise: 2 } };
    const base = new Base(settingsWith({ effort, pools: oneTeam(3) }));
    const big = { more: { segment: "enterprise" } };
    const values = { a: 9_000, b: 8_000, c: 7_000, d: 6_000 };
    const outcomes = base.run(0, values, { a: big, b: big });
    expect(tiersOf(outcomes)).toEqual({ a: "high", b: "low", c: "high", d: "low" });
  });

  test("each pool has its own places, and its own cut-off", () => {
    const team = (csms: number): object => ({ high: { csms, accountsPerCsm: 1 } });
    const pools = { japan: { languages: ["ja"], ...team(1) }, others: team(2) };
    const base = new Base(settingsWith({ pools }));
    const ja = { more: { language: "ja" } };
    const values = { a: 9_000, b: 8_000, c: 7_000, d: 6_000, e: 5_500 };
    const outcomes = base.run(0, values, { a: ja, b: ja });
    expect(outcomes["a"]?.pool).toBe("japan");
    expect(outcomes["c"]?.pool).toBe("others");
    expect(tiersOf(outcomes)).toEqual({ a: "high", b: "low", c: "high", d: "high", e: "low" });
  });

  test("the cut-offs of a base tell places, what is taken, and from which value on", () => {
    const accounts = [9_000, 8_000, 7_000, 2_000].map((value, at) => ({
      account: `a${at}`,
      value,
      parts: { seats: null, plans: null, growth: null },
      isStrategic: false,
      language: "",
      country: "",
      segment: "",
      before: null,
      decision: null,
      pin: null,
    }));
    const { cutOffs } = assignTiers(accounts, settingsWith({ pools: oneTeam(2) }), "2026-01-05");
    expect(cutOffs).toEqual([
      { pool: "all", tier: "high", places: 2, taken: 2, accounts: 2, from: 8_000, isFull: true },
      {
        pool: "all",
        tier: "low",
        places: Infinity,
        taken: 2,
        accounts: 2,
        from: 1_000,
        isFull: false,
      },
    ]);
  });
});
