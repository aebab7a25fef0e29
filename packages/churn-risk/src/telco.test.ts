// The fit on a public data set with fixed folds (IBM's telco sample), against the exact optimum worked out elsewhere:
// numbers standardised by the training folds, categories with all levels, C = 1, free intercept.
import { beforeAll, describe, expect, it } from "vitest";
import { designMatrix } from "./design-matrix.ts";
import { fitLogistic, type LogisticFit } from "./logistic-fit.ts";
import { probabilities } from "./logistic-predict.ts";
import { brier, logLoss, prevalenceLogLoss } from "./probability-scores.ts";
import { rocAuc } from "./ranking.ts";
import {
  arePresent,
  encode,
  numbersIn,
  readReference,
  readRows,
  selectRows,
} from "./reference-data-fixture.ts";

const files = [
  "telco_ibm.csv",
  "splits/telco_ibm.csv",
  "reference/telco_oof.csv",
  "reference/telco_ibm_logreg_fold0.json",
];
const isPresent = arePresent(files);
if (!isPresent) process.stderr.write(`telco: skipped, not all of ${files.join(", ")} are there\n`);

const FOLDS = [0, 1, 2, 3, 4];
const NUMERIC = ["tenure", "MonthlyCharges", "TotalCharges"];

interface FittedFold {
  readonly names: string[];
  readonly fit: LogisticFit;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe.skipIf(!isPresent)("the fit on telco", () => {
  let y: Uint8Array;
  let fold: Float64Array;
  let p: Float64Array;
  const fitted: FittedFold[] = [];

  beforeAll(() => {
    const rows = readRows("telco_ibm.csv");
    const categories = Object.keys(rows[0]!).filter(
      (name) => !["customerID", "Churn", ...NUMERIC].includes(name),
    );
    y = Uint8Array.from(rows, (row) => Number(row["Churn"] === "Yes"));
    fold = numbersIn(readRows("splits/telco_ibm.csv"), "fold");
    p = new Float64Array(rows.length);
    for (const held of FOLDS) {
      const isTraining = (row: number): boolean => fold[row] !== held;
      const columns = encode(rows, { numeric: NUMERIC, categories }, isTraining);
      const x = designMatrix(columns.rows);
      const fit = fitLogistic({
        x: selectRows(x, isTraining),
        y: y.filter((_, row) => isTraining(row)),
        l2: 1,
      });
      probabilities(fit, x).forEach((value, row) => {
        if (!isTraining(row)) p[row] = value;
      });
      fitted.push({ names: columns.names, fit });
    }
  });

  /** A figure of each fold. */
  function perFold(figure: (y: Uint8Array, p: Float64Array) => number): number[] {
    return FOLDS.map((held) => {
      const isHeld = (_: number, row: number): boolean => fold[row] === held;
      return figure(y.filter(isHeld), p.filter(isHeld));
    });
  }

  it("gives every account the probability of the exact optimum", () => {
    const reference = numbersIn(readRows("reference/telco_oof.csv"), "logreg");
    expect(reference).toHaveLength(7043);
    const worst = reference.reduce(
      (most, value, row) => Math.max(most, Math.abs(value - p[row]!)),
      0,
    );
    // The reference is printed with nine decimals.
    expect(worst).toBeLessThan(1e-8);
  });

  it("gives fold 0 the exact coefficients", () => {
    const reference = JSON.parse(readReference("reference/telco_ibm_logreg_fold0.json")) as {
      intercept: number;
      coef: Record<string, number>;
    };
    const { names, fit } = fitted[0]!;
    expect(fit.converged).toBe(true);
    expect(names).toHaveLength(Object.keys(reference.coef).length);
    expect(fit.intercept).toBeCloseTo(reference.intercept, 9);
    names.forEach((name, place) => {
      expect(fit.coefficients[place], name).toBeCloseTo(reference.coef[name]!, 9);
    });
  });

  it("reaches the known AUC, Brier score and log loss, and beats prevalence", () => {
    expect(mean(perFold(rocAuc))).toBeCloseTo(0.8454, 4);
    expect(mean(perFold(brier))).toBeCloseTo(0.13538, 5);
    expect(mean(perFold(logLoss))).toBeCloseTo(0.41745, 5);
    expect(prevalenceLogLoss(y)).toBeCloseTo(0.5786, 4);
    const known = [0.855641, 0.81882, 0.852673, 0.844083, 0.855548];
    perFold(rocAuc).forEach((auc, held) => {
      expect(auc).toBeCloseTo(known[held]!, 6);
    });
  });
});
