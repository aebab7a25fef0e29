// The closest rising steps: what is pooled, and what they keep.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { poolAdjacentViolators } from "./isotonic.ts";

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
