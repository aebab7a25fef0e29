import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { toMinorUnits } from "./minor-units.ts";

describe("amounts in minor units", () => {
  it.each([
    ["10.0", 2, 1000],
    ["0.29", 2, 29],
    ["-12.5", 2, -1250],
    ["1200", 0, 1200],
    ["1200.00", 0, 1200],
    ["-0", 2, 0],
  ])("reads %s with %d digits as %d", (text, digits, minor) => {
    expect(toMinorUnits(text, digits)).toBe(minor);
  });

  it.each(["10.005", "1,200", "", "ten", "1e3", "99999999999999999"])(
    "refuses %j rather than rounding it",
    (text) => {
      expect(toMinorUnits(text, 2)).toBeUndefined();
    },
  );

  it("is exact for every amount", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (minor) => {
        const text = `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;
        expect(toMinorUnits(text, 2)).toBe(minor);
      }),
    );
  });
});
