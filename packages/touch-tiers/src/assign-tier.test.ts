// Tiers that people can live with: reached at once, lost only past the margin.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assignTier, TIERS, touchTierSettings, type Tier } from "./index.ts";

const SETTINGS = { value: "arr", margin: 0.1, thresholds: { high: 5_000, low: 1_000 } };
const settings = touchTierSettings.parse(SETTINGS);

function assign(value: number | null, previousTier: Tier | null) {
  const { tier, reason } = assignTier({ value, previousTier }, settings);
  return [tier, reason];
}

describe("assignTier", () => {
  test("a threshold is inclusive below", () => {
    expect([999.99, 1_000, 4_999.99, 5_000].map((value) => assign(value, null)[0])).toEqual([
      "tech",
      "low",
      "low",
      "high",
    ]);
    expect(assign(0, null)).toEqual(["tech", "first"]);
  });

  test("an account moves up as soon as it reaches a threshold", () => {
    expect(assign(5_000, "low")).toEqual(["high", "raised"]);
    expect(assign(5_000, "tech")).toEqual(["high", "raised"]);
  });

  test("it keeps its tier down to the margin, inclusive, and moves down below it", () => {
    expect(assign(4_500, "high")).toEqual(["high", "held"]);
    expect(assign(4_499.99, "high")).toEqual(["low", "lowered"]);
    expect(assign(0, "high")).toEqual(["tech", "lowered"]);
  });

  test("falling far it stops at the tier whose margin it still reaches", () => {
    expect(assign(950, "high")).toEqual(["low", "lowered"]);
  });

  test("what has not changed says so", () => {
    expect(assign(1_200, "low")).toEqual(["low", "unchanged"]);
  });

  test("an unknown value keeps the tier, and begins as tech", () => {
    expect(assign(null, "high")).toEqual(["high", "value-unknown"]);
    expect(assign(null, null)).toEqual(["tech", "value-unknown"]);
    expect(assign(NaN, "low")).toEqual(["low", "value-unknown"]);
  });
});

describe("properties", () => {
  const value = fc.double({ min: 0, max: 10_000, noNaN: true });
  const tier = fc.constantFrom(...TIERS);

  test("no flapping: values that stay within a threshold's margin move an account up once, and never down", () => {
    const threshold = fc.constantFrom(settings.thresholds.high, settings.thresholds.low);
    const noise = fc.array(fc.double({ min: 0.9, max: 1.1, noNaN: true }), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(threshold, noise, tier, (at, factors, start) => {
        let previousTier: Tier = start;
        const reasons = factors.map((factor) => {
          const { tier: given, reason } = assignTier(
            { value: at * factor, previousTier },
            settings,
          );
          previousTier = given;
          return reason;
        });
        // The first value may still correct a tier that stems from other times.
        const later = reasons.slice(1);
        expect(later).not.toContain("lowered");
        expect(later.filter((reason) => reason === "raised").length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("once a tier was given for a value, the same value keeps it", () => {
    fc.assert(
      fc.property(value, fc.option(tier), (amount, previousTier) => {
        const first = assignTier({ value: amount, previousTier }, settings).tier;
        expect(assignTier({ value: amount, previousTier: first }, settings).tier).toBe(first);
      }),
    );
  });

  test("more value never means a lower tier", () => {
    fc.assert(
      fc.property(value, value, fc.option(tier), (one, other, previousTier) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)].map((amount) =>
          TIERS.indexOf(assignTier({ value: amount, previousTier }, settings).tier),
        );
        expect(more!).toBeLessThanOrEqual(less!);
      }),
    );
  });
});

test("thresholds in the wrong order are refused together with every other mistake", () => {
  const wrong = { ...SETTINGS, value: "mrr", thresholds: { high: 1_000, low: 1_000 } };
  expect(touchTierSettings.safeParse(wrong).error?.issues.map(({ message }) => message)).toEqual([
    "expected arr or ltv",
    "expected a threshold above that of low",
  ]);
});
