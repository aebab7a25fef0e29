import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countsFor, potentialOf, potentialParts, rememberPotential } from "./potential.ts";
import { Base, settingsWith, tiersOf } from "./tiers-fixture.ts";

const { potential: settings } = settingsWith({
  potential: { uplift: 0.5, plans: ["starter", "growth", "enterprise"] },
});
const silent = { activeUsers: null, seats: 0, products: [], mrr: null, mrrAYearAgo: null };

describe("potential", () => {
  test("rises with the share of the seats in use, the plans above, and the growth of a year", () => {
    const parts = (more: object): object => potentialParts({ ...silent, ...more }, settings);
    expect(parts({ activeUsers: 5, seats: 10 })).toMatchObject({ seats: 0 });
    expect(parts({ activeUsers: 19, seats: 20 })).toMatchObject({ seats: 1 });
    expect(parts({ activeUsers: 200, seats: 20 })).toMatchObject({ seats: 1 });
    expect(parts({ products: ["starter"] })).toMatchObject({ plans: 1 });
    expect(parts({ products: ["growth", "starter"] })).toMatchObject({ plans: 0.5 });
    expect(parts({ products: ["enterprise", "add-on"] })).toMatchObject({ plans: 0 });
    expect(parts({ mrr: 115, mrrAYearAgo: 100 })).toEqual({
      seats: null,
      plans: null,
      growth: expect.closeTo(0.5) as number,
    });
    expect(parts({ mrr: 50, mrrAYearAgo: 100 })).toMatchObject({ growth: 0 });
  });

  test("is the mean of what is known: what is missing neither adds nor takes", () => {
    expect(potentialOf({ seats: 0.6, plans: null, growth: null }, false, settings)).toBeCloseTo(
      0.6,
    );
    expect(potentialOf({ seats: 0.6, plans: 0, growth: null }, false, settings)).toBeCloseTo(0.3);
    expect(potentialOf({ seats: null, plans: null, growth: null }, false, settings)).toBe(0);
    expect(potentialOf({ seats: 0, plans: 0, growth: 0 }, true, settings)).toBe(1);
  });

  test("lifts what an account counts for, by at most the uplift, and never takes anything off", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, fc.double({ min: 0, max: 1e9, noNaN: true }), (potential, value) => {
        const counts = countsFor(value, potential, settings)!;
        expect(counts).toBeGreaterThanOrEqual(value);
        expect(counts).toBeLessThanOrEqual(value * 1.5 * (1 + Number.EPSILON));
      }),
    );
    expect(countsFor(null, 1, settings)).toBeNull();
  });

  test("is remembered at its highest for a year: falling use takes no attention away", () => {
    const peak = rememberPotential(null, 0.8, "2026-01-05", settings);
    expect(rememberPotential(peak, 0.1, "2027-01-04", settings)).toEqual(peak);
    expect(rememberPotential(peak, 0.9, "2026-06-01", settings)).toEqual({
      share: 0.9,
      on: "2026-06-01",
    });
    expect(rememberPotential(peak, 0.1, "2027-01-05", settings)).toEqual({
      share: 0.1,
      on: "2027-01-05",
    });
  });

  test("brings an account of less value into a tier, and a strategic one all the more", () => {
    const base = new Base(settingsWith({ potential: { uplift: 0.5 } }));
    const full = { parts: { seats: 1, plans: null, growth: null } };
    const outcomes = base.run(
      0,
      { a: 3_400, b: 3_400, c: 3_400 },
      { b: { more: full }, c: { more: { isStrategic: true } } },
    );
    expect(tiersOf(outcomes)).toEqual({ a: "low", b: "high", c: "high" });
    const later = base.run(30, { a: 3_400, b: 3_400, c: 3_400 });
    expect(tiersOf(later)).toEqual({ a: "low", b: "high", c: "high" });
  });
});
