// What a model may learn from few churns, held to companies with a known truth.
import { describe, expect, it } from "vitest";
import { type BacktestResult, backtestSplit } from "./backtest.ts";
import { logLoss } from "./probability-scores.ts";
import {
  simulateCompany,
  type SimulatedCompany,
  simulatedDay,
  type SimulatedDataset,
} from "./simulated-company.ts";

const SEEDS = 100;
const SMALL: Omit<SimulatedCompany, "seed"> = {
  accounts: 280,
  months: 22,
  intercept: -3.6,
  termsMonths: [1, 6, 12, 1],
  healthEffect: 0.5,
  ownEffects: [0.35, -0.35, 0.2],
};

type Judged = Extract<BacktestResult, { status: "judged" }>;

function judgedAfter({ dataset }: SimulatedDataset, month: number): Judged {
  const result = backtestSplit(dataset, simulatedDay(month));
  if (result.status !== "judged") throw new Error(result.why);
  return result;
}

const sumOf = (values: Iterable<number>): number =>
  [...values].reduce((sum, value) => sum + value, 0);

describe("with some 60 churns and 30 noisy features", { timeout: 240_000 }, () => {
  it("a model is better than the average rate on later data in 95 of 100 companies, and right on average", () => {
    let worse = 0;
    let [events, observed, expected] = [0, 0, 0];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { forecasts, model } = judgedAfter(simulateCompany({ ...SMALL, seed }), 14);
      const { outcomes, probabilities, baseline } = forecasts;
      worse += Number(logLoss(outcomes, probabilities) > logLoss(outcomes, baseline));
      events += model.training.events;
      observed += sumOf(outcomes);
      expected += sumOf(probabilities);
    }
    expect(events / SEEDS).toBeLessThan(75);
    expect(worse).toBeLessThanOrEqual(5);
    expect(observed / expected).toBeGreaterThan(0.9);
    expect(observed / expected).toBeLessThan(1.1);
  });

  it("the first annual renewals are foreseen from monthly and half-yearly ones alone", () => {
    let [observed, expected] = [0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const company = { ...SMALL, seed, accounts: 400, months: 18, startMonth: () => 2 };
      const { dataset, truth } = simulateCompany(company);
      const { forecasts } = judgedAfter({ dataset, truth }, 13);
      forecasts.rows.forEach((row, place) => {
        if ((dataset.offset[row] ?? 0) < Math.log(12)) return;
        observed += truth[row] ?? 0;
        expected += forecasts.probabilities[place] ?? 0;
      });
    }
    expect(observed).toBeGreaterThan(100);
    expect(expected / observed).toBeGreaterThan(0.85);
    expect(expected / observed).toBeLessThan(1.15);
  });
});
