// A model applied to rows. In: raw feature values. Out: log-odds and probabilities. Pure; nothing is allocated per row.
import type { ChurnModel } from "./churn-model.ts";
import type { ChurnDataset, FeatureColumn } from "./dataset.ts";
import { ChurnRiskError } from "./errors.ts";
import { probabilityOf } from "./links.ts";

/** Scores rows whose columns stand in one fixed order. */
export interface RowScorer {
  /**
   * Log-odds of leaving within the row's window. The row's values begin at `values[from]`; NaN is missing.
   * `offset` is the window's log exposure.
   */
  readonly logitOf: (values: Float64Array, from: number, offset: number) => number;
}

/** Where the model's columns stand among the given ones. Throws ChurnRiskError (input_invalid) when one is absent or read otherwise. */
export function placesOf(model: ChurnModel, columns: readonly FeatureColumn[]): Int32Array {
  const places = new Map(columns.map((column, place) => [column.name, { column, place }]));
  return Int32Array.from(model.columns, ({ name, scale }) => {
    const found = places.get(name);
    if (found?.column.scale !== scale)
      throw new ChurnRiskError(
        "input_invalid",
        `the model was trained on the column "${name}" (${scale}), and the rows have ${found === undefined ? "no such column" : `it as ${found.column.scale}`}: train again or give the same columns.`,
      );
    return found.place;
  });
}

/** Prepares a model for rows with these columns, which may stand in any order and be more than the model's. */
export function rowScorer(model: ChurnModel, columns: readonly FeatureColumn[]): RowScorer {
  const places = placesOf(model, columns);
  const isLog = Uint8Array.from(model.columns, ({ scale }) => Number(scale === "log1p"));
  const low = Float64Array.from(model.columns, (column) => column.low);
  const high = Float64Array.from(model.columns, (column) => column.high);
  const mean = Float64Array.from(model.columns, (column) => column.mean);
  const weight = Float64Array.from(model.columns, (column) => column.weight);
  const { intercept } = model;
  return {
    logitOf: (values, from, offset) => {
      let sum = intercept + offset;
      for (let i = 0; i < places.length; i++) {
        const value = values[from + (places[i] ?? 0)] ?? Number.NaN;
        const seen = isLog[i] === 1 ? Math.log1p(value) : value;
        // False for what is missing.
        if (!(seen === seen)) continue;
        const floor = low[i] ?? 0;
        const ceiling = high[i] ?? 0;
        const held = seen < floor ? floor : seen > ceiling ? ceiling : seen;
        sum += (weight[i] ?? 0) * (held - (mean[i] ?? 0));
      }
      return sum;
    },
  };
}

/** The probability of each row to leave within its window. `rows`: which; all unless given. */
export function scoreDataset(
  model: ChurnModel,
  dataset: ChurnDataset,
  rows?: Uint32Array,
): Float64Array {
  const { columns, values, offset } = dataset;
  const scorer = rowScorer(model, columns);
  const out = new Float64Array(rows?.length ?? dataset.rows);
  for (let i = 0; i < out.length; i++) {
    const row = rows?.[i] ?? i;
    const logit = scorer.logitOf(values, row * columns.length, offset[row] ?? 0);
    out[i] = probabilityOf(logit, "logit");
  }
  return out;
}
