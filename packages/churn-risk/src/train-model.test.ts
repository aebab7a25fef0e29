// Training held to what must be so for any company: no number that is none, nothing from later, the same for the same rows.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backtestRolling, backtestSplit } from "./backtest.ts";
import { type ChurnDataset, type FeatureColumn, MID_TERM } from "./dataset.ts";
import { ChurnRiskError } from "./errors.ts";
import { explainer } from "./explain-risk.ts";
import { judge } from "./judge-model.ts";
import { probabilityOf } from "./links.ts";
import { rowScorer, scoreDataset } from "./score-rows.ts";
import { seededRandom } from "./seeded-random.ts";
import { type SimulatedCompany, simulateCompany, simulatedDay } from "./simulated-company.ts";
import { trainChurnModel } from "./train-model.ts";

const COMPANY: SimulatedCompany = {
  seed: 7,
  accounts: 400,
  months: 18,
  intercept: -3.2,
  termsMonths: [1, 6, 12],
  healthEffect: 0.8,
  ownEffects: [0.5, -0.5],
};
const { dataset } = simulateCompany(COMPANY);
const asOfDay = simulatedDay(12);

function trained(data: ChurnDataset) {
  const result = trainChurnModel(data, { asOfDay });
  if (result.status !== "trained") throw new Error(result.why);
  return result.model;
}

/** The same rows with the accounts in reverse. */
function reversedAccounts(data: ChurnDataset): { data: ChurnDataset; order: number[] } {
  const last = data.accounts.length - 1;
  const order = Array.from({ length: data.rows }, (_, row) => row).sort(
    (a, b) =>
      (data.accountOfRow[b] ?? 0) - (data.accountOfRow[a] ?? 0) ||
      (data.day[a] ?? 0) - (data.day[b] ?? 0),
  );
  const width = data.columns.length;
  const picked = <T extends Int32Array | Int8Array | Float64Array | Uint16Array>(from: T): T =>
    from.map((_, row) => from[order[row] ?? 0] ?? 0) as T;
  return {
    order,
    data: {
      ...data,
      accounts: data.accounts.toReversed(),
      accountOfRow: Uint32Array.from(order, (row) => last - (data.accountOfRow[row] ?? 0)),
      day: picked(data.day),
      anchorDay: picked(data.anchorDay),
      windowEndDay: picked(data.windowEndDay),
      outcome: picked(data.outcome),
      offset: picked(data.offset),
      values: data.values.map(
        (_, place) =>
          data.values[(order[Math.floor(place / width)] ?? 0) * width + (place % width)] ?? 0,
      ),
    },
  };
}

describe("a trained model", () => {
  const model = trained(dataset);

  it("is plain JSON, and the same rows give the same model bit by bit", () => {
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
    expect(JSON.stringify(trained(dataset))).toBe(JSON.stringify(model));
  });

  it("says the same of an account to the last bit wherever its rows stand", () => {
    const { data, order } = reversedAccounts(dataset);
    const again = scoreDataset(trained(data), data);
    const before = scoreDataset(model, dataset);
    order.forEach((row, place) => {
      expect(again[place]).toBe(before[row]);
    });
  });

  it("does not change with outcomes that became known after its training", () => {
    const later = dataset.outcome.map((outcome, row) =>
      (dataset.windowEndDay[row] ?? 0) > asOfDay ? 1 - outcome : outcome,
    );
    expect(trained({ ...dataset, outcome: later })).toEqual(model);
    const unknown = dataset.outcome.map((outcome, row) =>
      (dataset.windowEndDay[row] ?? 0) > asOfDay ? -1 : outcome,
    );
    expect(trained({ ...dataset, outcome: unknown })).toEqual(model);
  });

  it("gives reasons that sum to the log-odds, also where values are missing or beyond what it has seen", () => {
    const scorer = rowScorer(model, dataset.columns);
    const explain = explainer(model, dataset.columns);
    const value = fc.oneof(fc.constant(Number.NaN), fc.double({ min: -50, max: 50, noNaN: true }));
    const width = dataset.columns.length;
    fc.assert(
      fc.property(
        fc.array(value, { minLength: width, maxLength: width }),
        fc.constantFrom(0, Math.log(12), Math.log(0.05)),
        (row, offset) => {
          const values = Float64Array.from(row);
          const logit = scorer.logitOf(values, 0, offset);
          const sum = explain(values, 0, offset).reduce((all, line) => all + line.contribution, 0);
          expect(Math.abs(sum - logit)).toBeLessThan(1e-12);
          expect(probabilityOf(logit, "logit")).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it("says of each feature what more of it does", () => {
    const values = Float64Array.from(dataset.columns, () => 0);
    const lines = explainer(model, dataset.columns)(values, 0, 0).flatMap((line) => line.values);
    const moreOf = (name: string): string | undefined =>
      lines.find(({ column }) => column === name)?.more;
    expect(moreOf("own:0")).toBe("raises risk");
    expect(moreOf("own:1")).toBe("lowers risk");
  });

  it("groups what says the same, and not what does not", () => {
    const isUsage = (name: string): boolean => name.startsWith("usage");
    const groups = model.groups.filter(({ columns }) => columns.some(isUsage));
    expect(groups).toHaveLength(1);
    expect(groups[0]?.columns.filter(isUsage)).toHaveLength(10);
    expect(model.groups.length).toBeGreaterThan(2);
  });

  it("scores rows whose columns stand in another order, and refuses rows without one of them", () => {
    const columns = dataset.columns.toReversed();
    const values = dataset.values.slice(0, columns.length);
    const straight = rowScorer(model, dataset.columns).logitOf(values, 0, 0);
    expect(rowScorer(model, columns).logitOf(values.toReversed(), 0, 0)).toBe(straight);
    expect(() => rowScorer(model, dataset.columns.slice(1))).toThrow(ChurnRiskError);
  });
});

describe("a dataset that contradicts itself", () => {
  it("is refused where a row's outcome was known before its features ended: what is from after the snapshot is no feature", () => {
    const windowEndDay = Int32Array.from(dataset.day);
    expect(() => trainChurnModel({ ...dataset, windowEndDay }, { asOfDay })).toThrow(/window ends/);
  });

  it("is refused with a row twice", () => {
    const day = dataset.day.map((value, row) => (row === 1 ? (dataset.day[0] ?? 0) : value));
    expect(() => trainChurnModel({ ...dataset, day }, { asOfDay })).toThrow(/out of order/);
  });
});

const anyDataset: fc.Arbitrary<ChurnDataset> = fc
  .record({
    accounts: fc.integer({ min: 0, max: 60 }),
    months: fc.integer({ min: 1, max: 8 }),
    columns: fc.integer({ min: 0, max: 5 }),
    churnShare: fc.constantFrom(0, 0.1, 0.5, 1),
    missingShare: fc.constantFrom(0, 0.5, 1),
    constant: fc.boolean(),
    seed: fc.integer(),
  })
  .map(({ accounts, months, columns, churnShare, missingShare, constant, seed }) => {
    const random = seededRandom(String(seed));
    const rows = accounts * months;
    const all: FeatureColumn[] = Array.from({ length: columns }, (_, i) => ({
      name: i === 0 ? MID_TERM : `column:${i}`,
      scale: i % 2 === 0 ? "linear" : "log1p",
      unit: "",
    }));
    const at = (row: number): number => (row % months) * 30;
    return {
      columns: all,
      accounts: Array.from({ length: accounts }, (_, account) => `a${account}`),
      rows,
      accountOfRow: Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / months)),
      day: Int32Array.from({ length: rows }, (_, row) => at(row)),
      anchorDay: Int32Array.from({ length: rows }, (_, row) => at(row)),
      windowEndDay: Int32Array.from({ length: rows }, (_, row) => at(row) + 30),
      outcome: Int8Array.from({ length: rows }, () => Number(random() < churnShare)),
      offset: new Float64Array(rows),
      values: Float64Array.from({ length: rows * columns }, () => {
        if (random() < missingShare) return Number.NaN;
        return constant ? 3 : Math.floor(random() * 5);
      }),
      segment: new Uint16Array(rows),
      segments: [""],
    };
  });

describe("whatever a company's data are", () => {
  it("training ends in a model of finite numbers or in a reason", () => {
    fc.assert(
      fc.property(anyDataset, (data) => {
        const result = trainChurnModel(data, { asOfDay: 1000 });
        if (result.status !== "trained") {
          expect(result.why).not.toBe("");
          return;
        }
        expect(scoreDataset(result.model, data).every((p) => p > 0 && p < 1)).toBe(true);
        // What is no number would be null in JSON.
        const json = JSON.stringify(result.model).replaceAll(
          /"(contrastPenalty|curveGain)":null/g,
          "",
        );
        expect(json).not.toContain("null");
      }),
      { numRuns: 60 },
    );
  });

  it("a backtest ends in a verdict", () => {
    fc.assert(
      fc.property(anyDataset, (data) => {
        for (const result of [backtestRolling(data), backtestSplit(data, 100)])
          expect(judge(data, result, seededRandom("x")).why).not.toBe("");
      }),
      { numRuns: 30 },
    );
  });
});

describe("a backtest", () => {
  it("judges no account-month that was learned from, and trains on nothing that was not over", () => {
    const result = backtestRolling(dataset);
    if (result.status !== "judged") throw new Error(result.why);
    expect(result.origins.length).toBeGreaterThan(2);
    expect(new Set(result.forecasts.rows).size).toBe(result.forecasts.rows.length);
    for (const { day, training } of result.origins)
      if (training.status === "trained") expect(training.model.training.lastDay).toBeLessThan(day);
  });

  it("publishes a model of what can be foreseen", () => {
    const judgement = judge(dataset, backtestRolling(dataset), seededRandom("gate"));
    expect(judgement.verdict, judgement.why).toBe("published");
  });

  it("says that nothing is known beyond the contracts where accounts leave whatever they do", () => {
    for (let seed = 1; seed <= 2; seed++) {
      const noise = simulateCompany({ ...COMPANY, seed, healthEffect: 0, ownEffects: [] }).dataset;
      const judgement = judge(noise, backtestRolling(noise), seededRandom("gate"));
      expect(judgement.beyondContract?.lower, judgement.why).toBeLessThanOrEqual(0);
    }
  });

  it("says that there is no predictive signal where all decide each month, whatever they do", () => {
    for (let seed = 1; seed <= 2; seed++) {
      const company = { ...COMPANY, seed, healthEffect: 0, ownEffects: [], termsMonths: [1] };
      const noise = simulateCompany(company).dataset;
      const judgement = judge(noise, backtestRolling(noise), seededRandom("gate"));
      expect(judgement.verdict, judgement.why).toBe("no predictive signal");
    }
  });
});
