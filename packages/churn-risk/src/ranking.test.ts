// Ranking figures against cases worked out by hand; scikit-learn's roc_auc_score and average_precision_score give the same.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { averagePrecision, liftsAt, rocAuc } from "./ranking.ts";

const y = Uint8Array.of(0, 0, 1, 1);

const forecasts = fc
  .array(fc.record({ churned: fc.boolean(), score: fc.integer({ min: 0, max: 20 }) }), {
    minLength: 2,
    maxLength: 60,
  })
  .filter((rows) => new Set(rows.map(({ churned }) => churned)).size === 2)
  .map((rows) => ({
    y: Uint8Array.from(rows, ({ churned }) => Number(churned)),
    scores: Float64Array.from(rows, ({ score }) => score),
  }));

describe("the area under the ROC curve", () => {
  it("counts the pairs in the right order, and ties half", () => {
    expect(rocAuc(y, Float64Array.of(0.1, 0.4, 0.35, 0.8))).toBe(0.75);
    expect(rocAuc(y, Float64Array.of(0.1, 0.4, 0.4, 0.8))).toBe(0.875);
    expect(rocAuc(y, Float64Array.of(3, 3, 3, 3))).toBe(0.5);
  });

  it("is the share of pairs for any forecasts, and stays under rising maps", () => {
    fc.assert(
      fc.property(forecasts, ({ y, scores }) => {
        let [pairs, right] = [0, 0];
        for (const [row, churned] of y.entries())
          for (const [other, otherChurned] of y.entries()) {
            if (churned !== 1 || otherChurned !== 0) continue;
            pairs += 1;
            right += (Math.sign(scores[row]! - scores[other]!) + 1) / 2;
          }
        expect(rocAuc(y, scores)).toBeCloseTo(right / pairs, 12);
        const mapped = scores.map((score) => Math.exp(score / 7) - 3);
        expect(rocAuc(y, mapped)).toBeCloseTo(rocAuc(y, scores), 12);
      }),
    );
  });
});

describe("average precision", () => {
  it("sums precision over the recall gained, equal scores as one threshold", () => {
    expect(averagePrecision(y, Float64Array.of(0.1, 0.4, 0.35, 0.8))).toBeCloseTo(5 / 6, 12);
    expect(averagePrecision(y, Float64Array.of(1, 1, 1, 1))).toBe(0.5);
    expect(averagePrecision(y, Float64Array.of(0, 1, 1, 2))).toBeCloseTo(5 / 6, 12);
  });
});

describe("lift", () => {
  it("compares the top of the ranking with all", () => {
    const scores = Float64Array.of(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const ended = Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    expect(liftsAt(ended, scores, [0.1, 0.4, 1])).toEqual([
      expect.closeTo(5, 12),
      expect.closeTo(2.5, 12),
      expect.closeTo(1, 12),
    ]);
  });

  it("is 1 when all scores are equal, wherever the churned stand", () => {
    expect(liftsAt(Uint8Array.of(1, 0, 0, 0), new Float64Array(4), [0.25])).toEqual([
      expect.closeTo(1, 12),
    ]);
  });
});

it("a figure that needs both outcomes refuses one, with a code, and so it does scores that are no numbers", () => {
  const oneOutcome = expect.objectContaining({ code: "one_outcome" });
  const invalid = expect.objectContaining({ code: "input_invalid" });
  for (const figure of [rocAuc, averagePrecision]) {
    expect(() => figure(Uint8Array.of(0, 0), Float64Array.of(1, 2))).toThrow(oneOutcome);
    expect(() => figure(Uint8Array.of(0, 1), Float64Array.of(1, Number.NaN))).toThrow(invalid);
    expect(() => figure(Uint8Array.of(0, 1), Float64Array.of(1))).toThrow(invalid);
  }
  expect(() => liftsAt(Uint8Array.of(0, 1), Float64Array.of(1, 2), [0])).toThrow(invalid);
});
