// A model applied to rows. In: raw feature values. Out: log-odds and probabilities. Pure; nothing is allocated per row.
import type { ChurnModel } from "./churn-model.ts";
import { type ChurnDataset, type FeatureColumn, MID_TERM } from "./dataset.ts";
import { ChurnRiskError } from "./errors.ts";
import { probabilityOf } from "./links.ts";
import { calibratedLogit } from "./logit-calibration.ts";

/** Scores rows whose columns stand in one fixed order. */
export interface RowScorer {
  /**
   * Log-odds of leaving within the row's window. The row's values begin at `values[from]`; NaN is missing.
   * `offset` is the window's log exposure.
   */
  readonly logitOf: (values: Float64Array, from: number, offset: number) => number;
  /** The same before the model's calibration curve, if it has one: what lookAhead goes on from. */
  readonly linearOf: (values: Float64Array, from: number, offset: number) => number;
  /** Standard error of `linearOf`. `midTerm`: 1 or 0 instead of the row's own, for a window of the other kind. */
  readonly standardErrorOf: (values: Float64Array, from: number, midTerm?: 0 | 1) => number;
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

/** Reads a row's values as the model sees them. */
interface RowReader {
  readonly width: number;
  /** Distance of a column's transformed value from the training mean, held to what training saw; 0 when missing. */
  readonly distance: (column: number, values: Float64Array, from: number) => number;
}

function rowReader(model: ChurnModel, columns: readonly FeatureColumn[]): RowReader {
  const places = placesOf(model, columns);
  const isLog = Uint8Array.from(model.columns, ({ scale }) => Number(scale === "log1p"));
  const low = Float64Array.from(model.columns, (column) => column.low);
  const high = Float64Array.from(model.columns, (column) => column.high);
  const mean = Float64Array.from(model.columns, (column) => column.mean);
  return {
    width: places.length,
    distance: (i, values, from) => {
      const value = values[from + (places[i] ?? 0)] ?? Number.NaN;
      const seen = isLog[i] === 1 ? Math.log1p(value) : value;
      // False for what is missing.
      if (!(seen === seen)) return 0;
      const floor = low[i] ?? 0;
      const ceiling = high[i] ?? 0;
      const held = seen < floor ? floor : seen > ceiling ? ceiling : seen;
      return held - (mean[i] ?? 0);
    },
  };
}

/** The length of the factor's product with (1, distances): one pass over its lower triangle per row. */
function standardErrors(
  { columns, uncertainty }: ChurnModel,
  { width, distance }: RowReader,
): RowScorer["standardErrorOf"] {
  const factor = Float64Array.from(uncertainty);
  const product = new Float64Array(width + 1);
  const midTermAt = columns.findIndex(({ name }) => name === MID_TERM);
  const midTermMean = columns[midTermAt]?.mean ?? 0;
  return (values, from, midTerm) => {
    product.fill(0);
    product[0] = factor[0] ?? 0;
    let at = 1;
    for (let i = 0; i < width; i++) {
      const z =
        midTerm !== undefined && i === midTermAt
          ? midTerm - midTermMean
          : distance(i, values, from);
      if (z !== 0)
        for (let j = 0; j <= i + 1; j++) product[j] = (product[j] ?? 0) + z * (factor[at + j] ?? 0);
      at += i + 2;
    }
    let squares = 0;
    for (let j = 0; j <= width; j++) squares += (product[j] ?? 0) ** 2;
    return Math.sqrt(squares);
  };
}

/** Prepares a model for rows with these columns, which may stand in any order and be more than the model's. */
export function rowScorer(model: ChurnModel, columns: readonly FeatureColumn[]): RowScorer {
  const reader = rowReader(model, columns);
  const weight = Float64Array.from(model.columns, (column) => column.weight);
  const { intercept, calibration } = model;
  const linearOf: RowScorer["linearOf"] = (values, from, offset) => {
    let sum = intercept + offset;
    for (let i = 0; i < reader.width; i++)
      sum += (weight[i] ?? 0) * reader.distance(i, values, from);
    return sum;
  };
  return {
    linearOf,
    logitOf: (values, from, offset) => calibratedLogit(calibration, linearOf(values, from, offset)),
    standardErrorOf: standardErrors(model, reader),
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
