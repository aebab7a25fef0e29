// The product-limit curve and its errors on cases worked out by hand.
import { describe, expect, it } from "vitest";
import { kaplanMeier, survivalAt, survivalBefore } from "./kaplan-meier.ts";

describe("the Kaplan-Meier curve", () => {
  // Two leave at 2, one at 2 is withdrawn, one leaves at 5, one is still there at 7.
  const curve = kaplanMeier({
    durations: Float64Array.of(5, 2, 7, 2, 2),
    ended: Uint8Array.of(1, 1, 0, 0, 1),
  });

  it("counts who leaves at a time before who is withdrawn at it", () => {
    expect([...curve.times]).toEqual([2, 5, 7]);
    expect([...curve.atRisk]).toEqual([5, 2, 1]);
    expect([...curve.ends]).toEqual([2, 1, 0]);
    expect(curve.survival[0]).toBeCloseTo(0.6, 12);
    expect(curve.survival[1]).toBeCloseTo(0.3, 12);
    expect(curve.survival[2]).toBeCloseTo(0.3, 12);
  });

  it("has Greenwood's standard errors", () => {
    expect(curve.standardErrors[0]).toBeCloseTo(0.6 * Math.sqrt(2 / 15), 12);
    expect(curve.standardErrors[1]).toBeCloseTo(0.3 * Math.sqrt(2 / 15 + 1 / 2), 12);
  });

  it("falls at its times, not before them", () => {
    expect(survivalAt(curve, 1.9)).toBe(1);
    expect(survivalBefore(curve, 2)).toBe(1);
    expect(survivalAt(curve, 2)).toBeCloseTo(0.6, 12);
    expect(survivalBefore(curve, 5)).toBeCloseTo(0.6, 12);
    expect(survivalAt(curve, 100)).toBeCloseTo(0.3, 12);
  });

  it("takes ends at 0, and is 0 with no error when all have left", () => {
    const all = kaplanMeier({ durations: Float64Array.of(0, 0, 1), ended: Uint8Array.of(1, 0, 1) });
    expect(survivalAt(all, 0)).toBeCloseTo(2 / 3, 12);
    expect(survivalAt(all, 1)).toBe(0);
    expect(all.standardErrors[1]).toBe(0);
  });

  it("refuses lifetimes that cannot be", () => {
    const invalid = expect.objectContaining({ code: "input_invalid" });
    for (const [durations, ended] of [
      [[], []],
      [[1], []],
      [[-1], [1]],
      [[Number.NaN], [1]],
      [[1], [2]],
    ] as const)
      expect(() =>
        kaplanMeier({ durations: Float64Array.from(durations), ended: Uint8Array.from(ended) }),
      ).toThrow(invalid);
  });
});
