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

const SEEDS = 60;
const SMALL: Omit<SimulatedCompany, "seed"> = {
  accounts: 200,
  months: 20,
  intercept: -3.3,
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

/** P(X <= count) of a binomial count. */
function atMost(count: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let sum = term;
  for (let k = 1; k <= count; k++) {
    term *= ((n - k + 1) / k) * (p / (1 - p));
    sum += term;
  }
  return sum;
}

describe("with some 40 churns and 30 noisy features", { timeout: 120_000 }, () => {
  it("a model is better than the average rate on later data in nine of ten companies at least, and right on average", () => {
    let worse = 0;
    let [events, observed, expected] = [0, 0, 0];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { forecasts, model } = judgedAfter(simulateCompany({ ...SMALL, seed }), 11);
      const { outcomes, probabilities, contractRate } = forecasts;
      worse += Number(logLoss(outcomes, probabilities) > logLoss(outcomes, contractRate));
      events += model.training.events;
      observed += sumOf(outcomes);
      expected += sumOf(probabilities);
    }
    expect(events / SEEDS).toBeLessThan(60);
    // So few would be worse in less than 5 of 100 draws if more than 10.5 % of companies were (exact binomial bound).
    expect(atMost(worse, SEEDS, 0.105)).toBeLessThan(0.05);
    expect(observed / expected).toBeGreaterThan(0.9);
    expect(observed / expected).toBeLessThan(1.1);
  });

  it("the first annual renewals are foreseen from monthly and half-yearly ones alone", () => {
    let [observed, expected] = [0, 0];
    for (let seed = 1; seed <= 10; seed++) {
      const company = { ...SMALL, seed, accounts: 300, months: 16, startMonth: () => 2 };
      const { dataset, truth } = simulateCompany(company);
      const { forecasts } = judgedAfter({ dataset, truth }, 13);
      forecasts.rows.forEach((row, place) => {
        if ((dataset.offset[row] ?? 0) < Math.log(12)) return;
        observed += truth[row] ?? 0;
        expected += forecasts.probabilities[place] ?? 0;
      });
    }
    expect(observed).toBeGreaterThan(50);
    expect(expected / observed).toBeGreaterThan(0.85);
    expect(expected / observed).toBeLessThan(1.15);
  });
});
