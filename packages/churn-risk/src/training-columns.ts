// Features of any scale into standardised columns. In: the training rows. Out: for each column how it is read. Pure.
import type { ChurnDataset, FeatureColumn } from "./dataset.ts";

/** How a feature enters the model: transformed, held to what the training saw, centred and scaled. JSON. */
export interface TrainingColumn extends FeatureColumn {
  /** The range of the training rows after the transformation: a value beyond it counts as its end. */
  readonly low: number;
  readonly high: number;
  /** Of the training rows that have a value; a missing value counts as the mean, so that it contributes nothing. */
  readonly mean: number;
  /** ddof 0, over all training rows. */
  readonly deviation: number;
}

export interface DroppedColumn {
  readonly name: string;
  readonly reason: "constant" | "mostly missing" | "suspected leakage";
}

export interface TrainingColumns {
  readonly kept: readonly TrainingColumn[];
  readonly dropped: readonly DroppedColumn[];
}

/** A column with fewer values than this share of the rows says more of who has a value than of the value. */
const LEAST_SHARE = 0.05;

/** A raw value as the model sees it; NaN stays NaN. */
export function transformed(value: number, scale: FeatureColumn["scale"]): number {
  return scale === "log1p" ? Math.log1p(value) : value;
}

/** The value of a column in standard deviations from its mean; 0 when missing. */
export function standardised(column: TrainingColumn, value: number): number {
  const seen = transformed(value, column.scale);
  if (Number.isNaN(seen)) return 0;
  const held = Math.min(column.high, Math.max(column.low, seen));
  return (held - column.mean) / column.deviation;
}

function fitColumn(
  { columns, values }: ChurnDataset,
  rows: Uint32Array,
  place: number,
): TrainingColumn | DroppedColumn {
  const { name, scale, unit } = columns[place] ?? { name: "", scale: "linear", unit: "" };
  let count = 0;
  let sum = 0;
  let low = Infinity;
  let high = -Infinity;
  for (const row of rows) {
    const value = transformed(values[row * columns.length + place] ?? 0, scale);
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (count < LEAST_SHARE * rows.length || count === 0) return { name, reason: "mostly missing" };
  const mean = sum / count;
  let squares = 0;
  for (const row of rows) {
    const value = transformed(values[row * columns.length + place] ?? 0, scale);
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  const deviation = Math.sqrt(squares / rows.length);
  // The rounding of the mean alone makes a constant column vary by some of its last digits.
  if (!(high > low) || deviation <= 1e-9 * Math.max(Math.abs(low), Math.abs(high)))
    return { name, reason: "constant" };
  return { name, scale, unit, low, high, mean, deviation };
}

/** Reads the scales off the given rows; columns without variation, with too few values, or not to be believed are left out. */
export function fitColumns(
  dataset: ChurnDataset,
  rows: Uint32Array,
  suspected: ReadonlySet<string>,
): TrainingColumns {
  const kept: TrainingColumn[] = [];
  const dropped: DroppedColumn[] = [];
  dataset.columns.forEach(({ name }, place) => {
    const column = suspected.has(name)
      ? ({ name, reason: "suspected leakage" } as const)
      : fitColumn(dataset, rows, place);
    if ("reason" in column) dropped.push(column);
    else kept.push(column);
  });
  return { kept, dropped };
}

/** The standardised values of rows, row-major, one column per kept column. */
export function standardisedRows(
  { columns, values }: ChurnDataset,
  rows: Uint32Array,
  kept: readonly TrainingColumn[],
): Float64Array {
  const placeOf = new Map(columns.map(({ name }, place) => [name, place]));
  const places = kept.map(({ name }) => placeOf.get(name) ?? -1);
  const width = kept.length;
  const out = new Float64Array(rows.length * width);
  kept.forEach((column, target) => {
    const place = places[target] ?? -1;
    let at = target;
    for (const row of rows) {
      out[at] = standardised(column, values[row * columns.length + place] ?? Number.NaN);
      at += width;
    }
  });
  return out;
}
