// A bent calibration is followed where it is real, and never for noise.
import { describe, expect, it } from "vitest";
import { chooseCalibration, type HeldOutRows } from "./calibration-choice.ts";
import type { ChurnModel } from "./churn-model.ts";
import type { ChurnDataset } from "./dataset.ts";
import { rulesOf } from "./event-tiers.ts";
import { explainer } from "./explain-risk.ts";
import { probabilityOf } from "./links.ts";
import { calibratedLogit, fitLogitCurve } from "./logit-calibration.ts";
import { logLoss } from "./probability-scores.ts";
import { rowScorer, scoreDataset } from "./score-rows.ts";
import { seededRandom } from "./seeded-random.ts";
import { trainChurnModel } from "./train-model.ts";

const ACCOUNTS = 6_000;
const MONTHS = 6;
const straight = (logit: number): number => logit;
/** Nobody's risk exceeds a third, however bad the signs. */
const bent = (logit: number): number => Math.min(-0.7, logit);

/** Two columns of which the first says the log-odds, up to a bend. */
function companyOf(bend: (logit: number) => number, seed: string): ChurnDataset {
  const random = seededRandom(seed);
  const rows = ACCOUNTS * MONTHS;
  const month = (row: number): number => row % MONTHS;
  const values = Float64Array.from({ length: rows * 2 }, () => 6 * random() - 3);
  const day = Int32Array.from({ length: rows }, (_, row) => month(row) * 30);
  return {
    columns: ["signs", "noise"].map((name) => ({ name, scale: "linear", unit: "" })),
    accounts: Array.from({ length: ACCOUNTS }, (_, account) => `account-${account}`),
    rows,
    accountOfRow: Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / MONTHS)),
    day,
    anchorDay: day,
    windowEndDay: day.map((from) => from + 30),
    outcome: Int8Array.from({ length: rows }, (_, row) =>
      Number(random() < probabilityOf(bend(1.5 * (values[row * 2] ?? 0) - 3.5), "logit")),
    ),
    offset: new Float64Array(rows),
    values,
    segment: new Uint16Array(rows),
    segments: [""],
  };
}

function trained(data: ChurnDataset): ChurnModel {
  const result = trainChurnModel(data, { asOfDay: 30 * MONTHS });
  if (result.status !== "trained") throw new Error(result.why);
  return result.model;
}

describe("with more than 2,000 churns", { timeout: 60_000 }, () => {
  const bend = trained(companyOf(bent, "bent"));

  it("a bent calibration is followed, and lowers the log loss on other accounts", () => {
    const later = companyOf(bent, "later");
    const outcomes = Uint8Array.from(later.outcome);
    expect(bend.training.events).toBeGreaterThan(2_000);
    expect(bend.calibration.kind).toBe("isotonic");
    const line = scoreDataset({ ...bend, calibration: { kind: "linear" } }, later);
    const curve = scoreDataset(bend, later);
    expect(logLoss(outcomes, curve)).toBeLessThan(logLoss(outcomes, line) - 0.002);
    expect(curve.every((p) => p > 0 && p < 1)).toBe(true);
  });

  it("a model with a curve is plain JSON, and its reasons sum to what it says, whatever the values", () => {
    const { columns } = companyOf(bent, "bent");
    const read = JSON.parse(JSON.stringify(bend)) as ChurnModel;
    expect(read).toEqual(bend);
    const explain = explainer(read, columns);
    const scorer = rowScorer(read, columns);
    for (const sign of [-100, -2, 0, 1.5, 2.9, 100, Number.NaN]) {
      const values = Float64Array.of(sign, 1);
      const lines = explain(values, 0, 0);
      const sum = lines.reduce((all, { contribution }) => all + contribution, 0);
      expect(lines.map(({ name }) => name)).toContain("calibration");
      expect(sum).toBeCloseTo(scorer.logitOf(values, 0, 0), 12);
    }
  });

  it("a straight calibration stays a line", () => {
    const { calibration, training } = trained(companyOf(straight, "straight"));
    expect(calibration).toEqual({ kind: "linear" });
    expect(training.curveGain?.mean).toBeLessThan(training.curveGain?.standardError ?? 0);
  });
});

/** Held-out rows of four folds whose log-odds are right up to a bend. */
function heldOut(bend: (logit: number) => number, seed: string): HeldOutRows {
  const random = seededRandom(seed);
  const features = Float64Array.from({ length: 12_000 }, () => 9 * (random() - 0.5));
  return {
    fixed: features.map(() => -3),
    features,
    outcomes: Uint8Array.from(features, (feature) =>
      Number(random() < probabilityOf(bend(feature - 3), "logit")),
    ),
    accountOf: Uint32Array.from(features, (_, row) => row),
    foldOf: Uint8Array.from(features, (_, row) => Math.floor(row / 3_000)),
  };
}

describe("the choice between line and curve", () => {
  const prior = rulesOf("over 500").calibration;

  it("takes the curve for a bend, and in at most 4 of 20 companies for noise", () => {
    let [forBend, forNoise] = [0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const kindOf = (bend: typeof bent): string =>
        chooseCalibration(heldOut(bend, `${seed}`), 1_000, prior).calibration.kind;
      forBend += Number(kindOf(bent) === "isotonic");
      forNoise += Number(kindOf(straight) === "isotonic");
    }
    expect(forBend).toBe(20);
    expect(forNoise).toBeLessThanOrEqual(4);
  });

  it("does not ask with 500 churns or fewer", () => {
    const { calibration, gain } = chooseCalibration(heldOut(bent, "few"), 500, prior);
    expect({ calibration, gain }).toEqual({ calibration: { kind: "linear" }, gain: null });
  });
});

it("a curve never falls, keeps who is apart apart beyond its ends, and never says 0 or 1", () => {
  const { outcomes, features } = heldOut(straight, "curve");
  const curve = fitLogitCurve(outcomes, features);
  let before = -Infinity;
  for (let logit = -30; logit <= 30; logit += 0.01) {
    const now = calibratedLogit(curve, logit);
    expect(now).toBeGreaterThanOrEqual(before);
    before = now;
  }
  expect(calibratedLogit(curve, 20) - calibratedLogit(curve, 10)).toBeCloseTo(10, 10);
  const separated = fitLogitCurve(Uint8Array.of(0, 0, 1, 1), Float64Array.of(-2, -1, 1, 2));
  expect(calibratedLogit(separated, 1)).toBeLessThan(3);
});
