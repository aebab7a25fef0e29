// The table of numbers that models are fitted on: one row per account and period, one column per feature. Pure.
import { ChurnRiskError } from "./errors.ts";

/** Row-major: the value of column j in row i is values[i * columns + j]. */
export interface DesignMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** A design matrix of equally long rows. Throws ChurnRiskError (input_invalid) for rows of different lengths. */
export function designMatrix(rows: readonly (readonly number[])[]): DesignMatrix {
  const columns = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * columns);
  rows.forEach((row, index) => {
    if (row.length !== columns)
      throw new ChurnRiskError(
        "input_invalid",
        `row ${index} has ${row.length} columns, and the first has ${columns}: give every row the same columns.`,
      );
    values.set(row, index * columns);
  });
  return { rows: rows.length, columns, values };
}

/** Throws ChurnRiskError (input_invalid) when the sizes of a matrix contradict each other. */
export function checkShape({ rows, columns, values }: DesignMatrix): void {
  if (values.length !== rows * columns)
    throw new ChurnRiskError(
      "input_invalid",
      `a matrix of ${rows} rows and ${columns} columns needs ${rows * columns} values, found ${values.length}.`,
    );
}

/** Throws ChurnRiskError (input_invalid) that names the first value that is no finite number, if there is one. */
export function checkFinite({ columns, values }: DesignMatrix): void {
  const place = values.findIndex((value) => !Number.isFinite(value));
  if (place === -1) return;
  throw new ChurnRiskError(
    "input_invalid",
    `row ${Math.floor(place / columns)}, column ${place % columns} is ${String(values[place])}: fill in or leave out what is missing before the fit.`,
  );
}
