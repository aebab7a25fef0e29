// Scores and reliability of probabilities against cases worked out by hand (scikit-learn's log_loss and brier_score_loss agree).
import { describe, expect, it } from "vitest";
import { calibrationLine } from "./calibration-line.ts";
import { brier, logLoss, prevalenceLogLoss } from "./probability-scores.ts";
import {
  calibrationErrorByChance,
  expectedCalibrationError,
  reliabilityTable,
} from "./reliability.ts";

const y = Uint8Array.of(1, 0, 0, 1);
const p = Float64Array.of(0.9, 0.1, 0.2, 0.65);

describe("scores", () => {
  it("are the mean squared error and the mean negative log-likelihood", () => {
    expect(brier(y, p)).toBeCloseTo((0.01 + 0.01 + 0.04 + 0.1225) / 4, 12);
    expect(logLoss(y, p)).toBeCloseTo(0.21616187468057912, 12);
    expect(prevalenceLogLoss(y)).toBeCloseTo(Math.LN2, 12);
  });

  it("stay finite for a wrong certainty", () => {
    expect(logLoss(Uint8Array.of(1), Float64Array.of(0))).toBeCloseTo(36.0437, 4);
  });

  it("refuse what is no probability", () => {
    for (const wrong of [-0.1, 1.1, Number.NaN])
      expect(() => brier(Uint8Array.of(1), Float64Array.of(wrong))).toThrow(
        expect.objectContaining({ code: "input_invalid" }),
      );
  });
});

describe("reliability", () => {
  const table = reliabilityTable(
    Uint8Array.of(0, 0, 1, 0, 1, 1),
    Float64Array.of(0.1, 0.2, 0.3, 0.6, 0.8, 0.7),
    2,
  );

  it("puts equally many forecasts into each bin, from low to high", () => {
    expect(table.map(({ rows, lowest, highest }) => [rows, lowest, highest])).toEqual([
      [3, 0.1, 0.3],
      [3, 0.6, 0.8],
    ]);
    expect(table[0]!.meanForecast).toBeCloseTo(0.2, 12);
    expect(table[0]!.churnedShare).toBeCloseTo(1 / 3, 12);
    expect(table[0]!.noise).toBeCloseTo(Math.sqrt(0.09 + 0.16 + 0.21) / 3, 12);
  });

  it("averages the distances, and says how large they would be by chance", () => {
    const distance = (1 / 3 - 0.2 + (0.7 - 2 / 3)) / 2;
    expect(expectedCalibrationError(table)).toBeCloseTo(distance, 12);
    expect(calibrationErrorByChance(table)).toBeGreaterThan(0.15);
  });

  it("keeps equal forecasts in one bin", () => {
    const bins = reliabilityTable(Uint8Array.of(0, 1, 0, 1), new Float64Array(4).fill(0.5), 4);
    expect(bins.map(({ rows }) => rows)).toEqual([4]);
  });
});

describe("the calibration line", () => {
  // Of ten accounts at each forecast exactly that share churns.
  const shares = [0.1, 0.3, 0.5, 0.8];
  const exact = shares.flatMap((share) => Array.from({ length: 10 }, () => share));
  const outcomes = Uint8Array.from(exact, (share, row) => Number((row % 10) + 0.5 < 10 * share));

  it("has slope 1 and intercept 0 for forecasts that are right", () => {
    const line = calibrationLine(outcomes, Float64Array.from(exact));
    expect(line.slope).toBeCloseTo(1, 8);
    expect(line.intercept).toBeCloseTo(0, 8);
  });

  it("has slope 1/2 for log-odds that are twice what they should be", () => {
    const bold = Float64Array.from(exact, (share) => share ** 2 / (share ** 2 + (1 - share) ** 2));
    expect(calibrationLine(outcomes, bold).slope).toBeCloseTo(0.5, 8);
  });

  it("has slope 0 when all forecasts are the same, and is finite for forecasts that separate the outcomes", () => {
    expect(calibrationLine(outcomes, new Float64Array(40).fill(0.2)).slope).toBe(0);
    const separated = calibrationLine(Uint8Array.of(0, 0, 1, 1), Float64Array.of(0, 0.1, 0.9, 1));
    expect(Number.isFinite(separated.slope)).toBe(true);
    expect(separated.converged).toBe(false);
  });
});
