// What knows the outcome before it happens is no feature.
import { describe, expect, it } from "vitest";
import { type ChurnDataset, MID_TERM } from "./dataset.ts";
import { backtestSplit } from "./backtest.ts";
import { judgeForecasts } from "./judge-model.ts";
import { trainingOf } from "./report-forecasts.ts";
import { seededRandom } from "./seeded-random.ts";
import { type SimulatedCompany, simulateCompany, simulatedDay } from "./simulated-company.ts";
import { separationWithin, suspectedColumns } from "./suspected-leakage.ts";
import { trainChurnModel } from "./train-model.ts";

const COMPANY: SimulatedCompany = {
  seed: 3,
  accounts: 300,
  months: 14,
  intercept: -3.2,
  termsMonths: [1, 12],
  healthEffect: 0.6,
  ownEffects: [0.4],
};
const honest = simulateCompany(COMPANY).dataset;
const asOfDay = simulatedDay(14);

/** The same rows with columns in the places of noise. */
function withColumns(
  values: Readonly<Record<string, (row: number, random: () => number) => number>>,
): ChurnDataset {
  const random = seededRandom("leak");
  const names = Object.keys(values);
  const last = honest.columns.length - 2;
  const placeOf = (index: number): number => last - index;
  const columns = honest.columns.map((column, place) => {
    const name = names[last - place];
    return name === undefined ? column : { ...column, name };
  });
  const all = honest.values.slice();
  names.forEach((name, index) => {
    for (let row = 0; row < honest.rows; row++)
      all[row * columns.length + placeOf(index)] = values[name]?.(row, random) ?? Number.NaN;
  });
  return { ...honest, columns, values: all };
}

const leftIn = (row: number): number => Number(honest.outcome[row] === 1);

function droppedOf(data: ChurnDataset): string[] {
  const result = trainChurnModel(data, { asOfDay });
  if (result.status !== "trained") throw new Error(result.why);
  const { model } = result;
  const dropped = model.training.dropped.filter(({ reason }) => reason === "suspected leakage");
  const names = dropped.map(({ name }) => name);
  expect(model.columns.filter(({ name }) => names.includes(name))).toEqual([]);
  return names;
}

describe("suspected leakage", { timeout: 60_000 }, () => {
  it("is a column that alone tells who left from who stayed, either way round, and it is dropped", () => {
    const data = withColumns({
      end_in_days: (row, random) => 30 - 25 * leftIn(row) + 3 * random(),
      closing_calls: (row, random) => leftIn(row) + random(),
    });
    expect(droppedOf(data).sort()).toEqual(["closing_calls", "end_in_days"]);
  });

  it("is also what several columns give away together: the model is fitted again without them", () => {
    // Each alone has an AUC of about .9; their sum one near 1.
    const part = (row: number, random: () => number): number =>
      1.8 * leftIn(row) + (random() + random() + random() + random() - 2) * Math.sqrt(3);
    const names = ["a", "b", "c", "d", "e"];
    const data = withColumns(Object.fromEntries(names.map((name) => [name, part])));
    expect(
      suspectedColumns(
        data,
        Uint32Array.from({ length: data.rows }, (_, i) => i),
      ),
    ).toEqual([]);
    const dropped = droppedOf(data);
    expect(dropped.length).toBeGreaterThan(0);
    expect(names).toEqual(expect.arrayContaining(dropped));
  });

  it("is not what says when a contract can be left: exposure is exempt, and so is what goes with it", () => {
    const midTermAt = honest.columns.findIndex(({ name }) => name === MID_TERM);
    const data = withColumns({
      days_to_decision: (row, random) =>
        200 * (honest.values[row * honest.columns.length + midTermAt] ?? 0) + random(),
    });
    expect(droppedOf(data)).toEqual([]);
    expect(droppedOf(honest)).toEqual([]);
  });

  it("is not seen in fewer than 30 churns", () => {
    const few = withColumns({ end_in_days: leftIn });
    let kept = 0;
    const outcome = few.outcome.map((value) => (value === 1 && ++kept > 29 ? 0 : value));
    const data = { ...few, outcome };
    expect(
      suspectedColumns(
        data,
        Uint32Array.from({ length: data.rows }, (_, i) => i),
      ),
    ).toEqual([]);
  });

  it("is told of in the report of the model that did without it", () => {
    const data = withColumns({ end_in_days: leftIn });
    const result = backtestSplit(data, simulatedDay(10));
    expect(trainingOf(result).suspectedLeakage).toEqual(["end_in_days"]);
    expect(trainingOf(backtestSplit(honest, simulatedDay(10))).suspectedLeakage).toEqual([]);
  });

  it("keeps a model from being shown whose later forecasts are too good to be true", () => {
    const outcome = Uint8Array.from({ length: 400 }, (_, row) => Number(row % 10 === 0));
    const { verdict, why } = judgeForecasts(
      {
        accountOfRow: Uint32Array.from(outcome, (_, row) => row),
        outcome,
        probability: Float64Array.from(outcome, (one, row) => 0.05 + 0.6 * one + row / 4_000),
        averageRate: new Float64Array(400).fill(0.1),
        contractRate: new Float64Array(400).fill(0.1),
      },
      seededRandom("gate"),
    );
    expect({ verdict, why }).toEqual({
      verdict: "no predictive signal",
      why: expect.stringContaining("too well to be true") as string,
    });
  });
});

it("separation counts pairs of the same stratum only, and not what is missing", () => {
  const strata = Float64Array.of(0, 0, 1, 1, 1);
  const outcomes = Uint8Array.of(0, 1, 0, 1, 1);
  const scores = Float64Array.of(5, 6, 1, 2, Number.NaN);
  expect(separationWithin(strata, outcomes, scores)).toEqual({ auc: 1, events: 2 });
});
