// Intervals hold what they promise: the true probability, about as often as they say.
import { describe, expect, it } from "vitest";
import type { ChurnModel } from "./churn-model.ts";
import { civilDateOf } from "./civil-months.ts";
import { MID_TERM } from "./dataset.ts";
import { predictorOf } from "./links.ts";
import { lookAhead } from "./risk-ahead.ts";
import { rowScorer } from "./score-rows.ts";
import {
  simulateCompany,
  type SimulatedCompany,
  simulatedDay,
  type SimulatedDataset,
} from "./simulated-company.ts";
import { trainChurnModel } from "./train-model.ts";

const TWO_SIDED_90 = 1.6448536269514722;
const MONTHS = 15;
const COMPANY: Omit<SimulatedCompany, "seed" | "accounts"> = {
  months: MONTHS,
  intercept: -3.5,
  termsMonths: [1, 6, 12, 1],
  healthEffect: 0.5,
  ownEffects: [0.35, -0.35, 0.2],
};

function trained({ dataset }: SimulatedDataset): ChurnModel {
  const result = trainChurnModel(dataset, { asOfDay: simulatedDay(MONTHS - 1) });
  if (result.status !== "trained") throw new Error(result.why);
  return result.model;
}

/** Over simulated companies: how often the interval of a later row holds its true probability, and what the models learned from. */
function coverage(accounts: number, companies: number) {
  let [rows, held, events] = [0, 0, 0];
  for (let seed = 1; seed <= companies; seed++) {
    const company = simulateCompany({ ...COMPANY, accounts, seed });
    const { dataset, truth } = company;
    const model = trained(company);
    const { linearOf, standardErrorOf } = rowScorer(model, dataset.columns);
    events += model.training.events / companies;
    for (let row = 0; row < dataset.rows; row++) {
      if ((dataset.day[row] ?? 0) < simulatedDay(MONTHS - 1)) continue;
      const from = row * dataset.columns.length;
      const miss =
        linearOf(dataset.values, from, dataset.offset[row] ?? 0) -
        predictorOf(truth[row] ?? 0, "logit");
      rows += 1;
      held += Number(Math.abs(miss) <= TWO_SIDED_90 * standardErrorOf(dataset.values, from));
    }
  }
  return { share: held / rows, events };
}

describe("90 % intervals of later probabilities", { timeout: 120_000 }, () => {
  it("hold the true one in 80 to 97 of 100 cases with some 60 churns", () => {
    const { share, events } = coverage(240, 40);
    expect(events).toBeGreaterThan(40);
    expect(events).toBeLessThan(80);
    expect(share).toBeGreaterThan(0.8);
    expect(share).toBeLessThan(0.97);
  });

  it("hold the true one in 80 to 97 of 100 cases with some 200 churns", () => {
    const { share, events } = coverage(800, 8);
    expect(events).toBeGreaterThan(150);
    expect(share).toBeGreaterThan(0.8);
    expect(share).toBeLessThan(0.97);
  });
});

describe("the standard error of a row", () => {
  const company = simulateCompany({ ...COMPANY, accounts: 300, seed: 1 });
  const { columns, values } = company.dataset;
  const model = trained(company);
  const scorer = rowScorer(model, columns);
  const row = values.slice(0, columns.length);
  const midTermAt = columns.findIndex(({ name }) => name === MID_TERM);

  it("grows with the distance from what is usual, and is least where all is missing", () => {
    const usual = row.map(() => Number.NaN);
    const far = row.map((_, place) => (place === midTermAt ? 0 : 3));
    const least = scorer.standardErrorOf(usual, 0);
    expect(least).toBeGreaterThan(0);
    expect(scorer.standardErrorOf(row, 0)).toBeGreaterThan(least);
    expect(scorer.standardErrorOf(far, 0)).toBeGreaterThan(scorer.standardErrorOf(row, 0));
  });

  it("can be asked for a window of the other kind", () => {
    for (const midTerm of [0, 1] as const) {
      const other = row.with(midTermAt, midTerm);
      expect(scorer.standardErrorOf(row, 0, midTerm)).toBe(scorer.standardErrorOf(other, 0));
    }
  });

  it("gives ranges that hold the probability and lie between 0 and 1", () => {
    const day = simulatedDay(3);
    const [low, high] = [scorer.standardErrorOf(row, 0, 1), scorer.standardErrorOf(row, 0, 0)];
    const risk = lookAhead(model)({
      linear: scorer.linearOf(row.with(midTermAt, 1), 0, Math.log(0.05)),
      standardError: low,
      decisionStandardError: high,
      offset: Math.log(0.05),
      plan: { kind: "renewal", date: civilDateOf(simulatedDay(6)), termMonths: 12 },
      day,
      nextDecisionDay: simulatedDay(6),
    });
    for (const [range, probability] of [
      [risk.within30DaysRange, risk.within30Days],
      [risk.byNextDecisionRange, risk.byNextDecision],
    ] as const) {
      expect(range.low).toBeGreaterThan(0);
      expect(range.low).toBeLessThan(probability);
      expect(range.high).toBeGreaterThan(probability);
      expect(range.high).toBeLessThan(1);
    }
  });
});
