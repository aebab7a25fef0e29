// Calibrators: what they keep, what they never say, and a Platt line worked out by scikit-learn.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrate, fitIsotonic, fitPlatt } from "./calibrators.ts";
import { poolAdjacentViolators } from "./isotonic.ts";
import { fitPlattLine } from "./platt.ts";

const forecasts = fc
  .array(fc.record({ churned: fc.boolean(), p: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    minLength: 2,
    maxLength: 80,
  })
  .filter((rows) => new Set(rows.map(({ churned }) => churned)).size === 2)
  .map((rows) => ({
    y: Uint8Array.from(rows, ({ churned }) => Number(churned)),
    p: Float64Array.from(rows, ({ p }) => p),
  }));

describe("isotonic regression", () => {
  it("pools neighbours that fall until none does", () => {
    const steps = poolAdjacentViolators(
      Uint8Array.of(0, 1, 0, 1, 1),
      Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5),
    );
    expect(steps.map(({ churned, rows }) => [churned, rows])).toEqual([
      [0, 1],
      [1, 2],
      [2, 2],
    ]);
  });

  it("rises from step to step and keeps the mean", () => {
    fc.assert(
      fc.property(forecasts, ({ y, p }) => {
        const steps = poolAdjacentViolators(y, p);
        steps.slice(1).forEach((step, before) => {
          const last = steps[before]!;
          expect(step.churned / step.rows).toBeGreaterThan(last.churned / last.rows);
          expect(step.lowest).toBeGreaterThan(last.highest);
        });
        expect(steps.reduce((sum, { churned }) => sum + churned, 0)).toBe(
          y.reduce((sum, outcome) => sum + outcome, 0),
        );
        expect(steps.reduce((sum, { rows }) => sum + rows, 0)).toBe(y.length);
      }),
    );
  });
});

describe("a calibrator", () => {
  it.each([
    ["Platt's line", fitPlatt],
    ["isotonic regression", fitIsotonic],
  ])("by %s gives probabilities strictly between 0 and 1", (_, fit) => {
    fc.assert(
      fc.property(forecasts, ({ y, p }) => {
        const calibrator = fit(y, p);
        for (const forecast of [0, 1, ...p]) {
          const calibrated = calibrate(calibrator, forecast);
          expect(calibrated).toBeGreaterThan(0);
          expect(calibrated).toBeLessThan(1);
        }
      }),
    );
  });

  it("that is isotonic never falls", () => {
    fc.assert(
      fc.property(forecasts, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (data, more) => {
        const calibrator = fitIsotonic(data.y, data.p);
        const rising = more.toSorted((a, b) => a - b).map((p) => calibrate(calibrator, p));
        rising.slice(1).forEach((value, before) => {
          expect(value).toBeGreaterThanOrEqual(rising[before]! - 1e-12);
        });
      }),
    );
  });

  it("survives being written as JSON", () => {
    const calibrator = fitIsotonic(Uint8Array.of(0, 1, 0, 1), Float64Array.of(0.1, 0.3, 0.4, 0.9));
    expect(JSON.parse(JSON.stringify(calibrator))).toEqual(calibrator);
  });

  it("of kind none changes nothing, and what is no probability is refused", () => {
    expect(calibrate({ kind: "none" }, 0.3)).toBe(0.3);
    expect(() => calibrate({ kind: "none" }, Number.NaN)).toThrow(
      expect.objectContaining({ code: "input_invalid" }),
    );
  });
});

describe("Platt's line", () => {
  it("is the one that scikit-learn finds", () => {
    const predictors = Float64Array.of(-2, -1, -0.5, 0, 0.3, 1, 1.5, 2.5);
    const line = fitPlattLine(Uint8Array.of(0, 0, 1, 0, 1, 0, 1, 1), predictors);
    expect(line.slope).toBeCloseTo(0.5950734, 6);
    expect(line.intercept).toBeCloseTo(-0.1317118, 6);
  });

  it("is finite where the forecasts separate the outcomes", () => {
    const { slope } = fitPlattLine(Uint8Array.of(0, 0, 1, 1), Float64Array.of(-2, -1, 1, 2));
    expect(slope).toBeGreaterThan(0);
    expect(slope).toBeLessThan(10);
  });
});
