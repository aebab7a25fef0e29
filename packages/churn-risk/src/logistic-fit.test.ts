// The fit against what must hold for any data: one optimum, wherever the rows stand, and never NaN.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { designMatrix } from "./design-matrix.ts";
import { coefficientCovariance, fitLogistic, type LogisticFit } from "./logistic-fit.ts";
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

  it("arrives where all losses together are smaller than the rounding of their sum", () => {
    const rows = Array.from({ length: 8 }, (_, row) => ({
      x: [row < 3 ? -9 : 9],
      churned: row >= 3,
    }));
    const model = fit(rows, 1e-3);
    expect(model.converged).toBe(true);
    expect(model.gradientNorm).toBeLessThan(1e-12);
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

  it("takes an offset as a coefficient of one that nobody estimates", () => {
    const x = designMatrix([[-1], [0], [1], [2], [3], [5]]);
    const y = Uint8Array.of(0, 1, 0, 1, 0, 1);
    const plain = fitLogistic({ x, y, l2: 0 });
    const shifted = fitLogistic({ x, y, l2: 0, offset: x.values.map((value) => 2 * value + 1) });
    expect(shifted.coefficients[0]).toBeCloseTo(plain.coefficients[0]! - 2, 8);
    expect(shifted.intercept).toBeCloseTo(plain.intercept - 1, 8);
  });

  it("finds under cloglog the rate of each group, with its exposure as offset", () => {
    // Two groups: 2 of 8 and 4 of 8 ended, in a year and in half a year.
    const rows = Array.from({ length: 16 }, (_, row) => [row < 8 ? 0 : 1]);
    const y = Uint8Array.from(rows, (_, row) => Number(row < 2 || row >= 12));
    const offset = Float64Array.from(rows, ([group]) => Math.log(group === 0 ? 1 : 0.5));
    const fit = fitLogistic({ x: designMatrix(rows), y, offset, l2: 0, link: "cloglog" });
    expect(fit.converged).toBe(true);
    expect(fit.intercept).toBeCloseTo(Math.log(-Math.log(0.75)), 8);
    expect(fit.intercept + fit.coefficients[0]!).toBeCloseTo(Math.log(-Math.log(0.5) / 0.5), 8);
  });

  it("knows the standard errors of a plain share", () => {
    const problem = { x: designMatrix([[], [], [], []]), y: Uint8Array.of(1, 0, 0, 0), l2: 0 };
    const fit = fitLogistic(problem);
    expect(fit.intercept).toBeCloseTo(Math.log(1 / 3), 10);
    expect(coefficientCovariance(problem, fit)[0]).toBeCloseTo(1 / (4 * 0.25 * 0.75), 8);
  });

  it("has as covariance the inverse of the penalised second derivatives, for any number of columns", () => {
    for (const columns of [1, 2, 3, 4, 5, 8]) {
      const data = Array.from({ length: 150 }, (_, row) => ({
        x: Array.from({ length: columns }, (__, column) => Math.sin(row * (column + 1.7))),
        churned: Math.sin(row * 1.3) > 0.4,
      }));
      const x = designMatrix(data.map((row) => row.x));
      const y = Uint8Array.from(data, ({ churned }) => Number(churned));
      const model = fitLogistic({ x, y, l2: 2 });
      const covariance = coefficientCovariance({ x, y, l2: 2 }, model);
      const p = probabilities(model, x);
      const order = columns + 1;
      for (let i = 0; i < order; i++)
        for (let j = 0; j < order; j++) {
          let entry = 0;
          for (let k = 0; k < order; k++) {
            const curvature = data.reduce(
              (sum, row, at) => {
                const withOne = [1, ...row.x];
                return sum + p[at]! * (1 - p[at]!) * withOne[i]! * withOne[k]!;
              },
              i === k && i > 0 ? 2 : 0,
            );
            entry += curvature * covariance[k * order + j]!;
          }
          expect(entry).toBeCloseTo(i === j ? 1 : 0, 9);
        }
    }
  });

  it("says when it did not arrive, and stays finite: separable data without a penalty", () => {
    const model = fitLogistic({ x: designMatrix([[-1], [1]]), y: Uint8Array.of(0, 1), l2: 0 });
    expect(model.converged).toBe(false);
    expect(Number.isFinite(model.coefficients[0])).toBe(true);
  });
});

describe("the fit on many rows", () => {
  // Enough rows for the start from a part of them, in an order that makes every part of them a bad one.
  const rows = 40_000;
  const values = Float64Array.from({ length: rows * 2 }, (_, place) => Math.sin(place * place));
  const y = Uint8Array.from({ length: rows }, (_, row) =>
    Number(Math.sin(row * 7.3) < values[2 * row]! - 0.5),
  );
  const x = { rows, columns: 2, values };

  it("arrives at the optimum, where the gradient vanishes, under both links", () => {
    for (const link of ["logit", "cloglog"] as const) {
      const fit = fitLogistic({ x, y, l2: 1, link });
      expect(fit.converged).toBe(true);
      expect(fit.gradientNorm).toBeLessThan(0.05);
      const spread = coefficientCovariance({ x, y, l2: 1, link }, fit);
      // A gradient this far from 0 is so many standard errors.
      expect(fit.gradientNorm * Math.sqrt(spread[0]!)).toBeLessThan(1e-3);
    }
  });

  it("gives the same coefficients when the rows are sorted by outcome", () => {
    const order = Array.from({ length: rows }, (_, row) => row).sort((a, b) => y[a]! - y[b]!);
    const sorted = Float64Array.from(
      { length: rows * 2 },
      (_, place) => values[2 * order[place >> 1]! + (place & 1)]!,
    );
    const fit = fitLogistic({ x: { ...x, values: sorted }, y: y.toSorted(), l2: 1 });
    const plain = fitLogistic({ x, y, l2: 1 });
    expect(fit.coefficients[0]).toBeCloseTo(plain.coefficients[0]!, 4);
    expect(fit.objective).toBeCloseTo(plain.objective, 5);
  });

  it("finds a column that only rows outside the part know", () => {
    const rare = new Float64Array(rows * 2);
    for (let row = 1; row < rows; row += 16) rare[2 * row] = 1;
    for (const l2 of [0, 1]) {
      const outcomes = Uint8Array.from({ length: rows }, (_, row) =>
        Number(row % 16 === 1 ? row % 5 !== 0 : row % 5 === 0),
      );
      const fit = fitLogistic({ x: { ...x, values: rare }, y: outcomes, l2 });
      expect(fit.converged).toBe(true);
      expect(fit.coefficients[0]).toBeGreaterThan(2.5);
      expect(fit.coefficients[1]).toBe(0);
    }
  });
});
