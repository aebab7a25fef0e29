// The fit against what must hold for any data: one optimum, wherever the rows stand, and never NaN.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { designMatrix } from "./design-matrix.ts";
import { fitLogistic, type LogisticFit } from "./logistic-fit.ts";
import { probabilities } from "./logistic-predict.ts";

interface Row {
  readonly x: readonly number[];
  readonly churned: boolean;
}

const rowsWith = (columns: number): fc.Arbitrary<Row[]> =>
  fc
    .array(
      fc.record({
        x: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
          minLength: columns,
          maxLength: columns,
        }),
        churned: fc.boolean(),
      }),
      { minLength: 2, maxLength: 60 },
    )
    .filter((rows) => new Set(rows.map(({ churned }) => churned)).size === 2);

function fit(rows: readonly Row[], l2: number): LogisticFit {
  return fitLogistic({
    x: designMatrix(rows.map(({ x }) => x)),
    y: Uint8Array.from(rows, ({ churned }) => Number(churned)),
    l2,
  });
}

function expectSame(left: LogisticFit, right: LogisticFit): void {
  expect(left.intercept).toBeCloseTo(right.intercept, 6);
  left.coefficients.forEach((value, place) => {
    expect(value).toBeCloseTo(right.coefficients[place]!, 6);
  });
}

describe("the logistic fit", () => {
  it("gives the same coefficients in whatever order the rows come", () => {
    fc.assert(
      fc.property(rowsWith(3), fc.double({ min: 0.1, max: 10, noNaN: true }), (rows, l2) => {
        expectSame(fit(rows, l2), fit(rows.toReversed(), l2));
      }),
    );
  });

  it("gives the same coefficients for every row twice and twice the penalty", () => {
    fc.assert(
      fc.property(rowsWith(2), fc.double({ min: 0.1, max: 10, noNaN: true }), (rows, l2) => {
        expectSame(fit(rows, l2), fit([...rows, ...rows], 2 * l2));
      }),
    );
  });

  it("arrives under a penalty on data that a line separates, with probabilities that are numbers", () => {
    fc.assert(
      fc.property(rowsWith(2), (rows) => {
        const separated = rows.map(({ x, churned }) => ({ x: [churned ? 9 : -9, ...x], churned }));
        const model = fit(separated, 1e-3);
        expect(model.converged).toBe(true);
        const p = probabilities(model, designMatrix(separated.map(({ x }) => x)));
        expect(p.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });

  it.each([0, 1])(
    "gives constant, empty and doubled columns an answer with a penalty of %d",
    (l2) => {
      const rows = [1, 2, 3, 4, 5, 6].map((value) => ({
        x: [value, 0, 7, value],
        churned: value % 3 === 0 || value === 1,
      }));
      const model = fit(rows, l2);
      expect(model.converged).toBe(true);
      expect(model.coefficients[1]).toBe(0);
      expect(model.coefficients[2]).toBeCloseTo(0, 10);
      const alone = fit(
        rows.map(({ x: [value], churned }) => ({ x: [value!], churned })),
        l2 / 2,
      );
      expect(model.coefficients[0]! + model.coefficients[3]!).toBeCloseTo(
        alone.coefficients[0]!,
        8,
      );
    },
  );

  it("refuses outcomes that are all the same, with a code", () => {
    for (const churned of [false, true])
      expect(() =>
        fit(
          [
            { x: [1], churned },
            { x: [2], churned },
          ],
          1,
        ),
      ).toThrow(expect.objectContaining({ code: "one_outcome" }));
  });

  it("refuses a value that is no finite number and names its place", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() =>
        fit(
          [
            { x: [1, 2], churned: true },
            { x: [2, value], churned: false },
          ],
          1,
        ),
      ).toThrow(/row 1, column 1/);
  });
});
