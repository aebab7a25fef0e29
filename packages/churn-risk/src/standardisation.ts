// Columns on one scale, so that one penalty means the same for all. In: training rows. Out: a scale to apply to any rows. Pure.
import { checkFinite, checkShape, type DesignMatrix } from "./design-matrix.ts";
import { ChurnRiskError } from "./errors.ts";

/** Mean and standard deviation (ddof 0) of each column of the training rows. JSON. */
export interface Standardisation {
  readonly means: readonly number[];
  /** 0 for a column that never varies. */
  readonly deviations: readonly number[];
}

/** Throws ChurnRiskError (input_invalid) for no rows, or values that are not finite. */
export function fitStandardisation(x: DesignMatrix): Standardisation {
  checkShape(x);
  checkFinite(x);
  const { rows, columns, values } = x;
  if (rows === 0) throw new ChurnRiskError("input_invalid", "there are no rows to standardise by.");
  const moments = Array.from({ length: columns }, (_, column) => {
    let sum = 0;
    for (let i = column; i < values.length; i += columns) sum += values[i] ?? 0;
    const mean = sum / rows;
    let squares = 0;
    for (let i = column; i < values.length; i += columns) squares += ((values[i] ?? 0) - mean) ** 2;
    const deviation = Math.sqrt(squares / rows);
    // The rounding of the mean alone makes a constant column vary by some of its last digits.
    return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 0 };
  });
  return {
    means: moments.map(({ mean }) => mean),
    deviations: moments.map(({ deviation }) => deviation),
  };
}

/** (x - mean) / deviation; a column that never varied becomes 0. Throws ChurnRiskError (input_invalid) for other columns. */
export function standardise({ means, deviations }: Standardisation, x: DesignMatrix): DesignMatrix {
  checkShape(x);
  const { rows, columns } = x;
  if (columns !== means.length)
    throw new ChurnRiskError(
      "input_invalid",
      `the scale has ${means.length} columns, and the matrix ${columns}.`,
    );
  const values = x.values.map((value, place) => {
    const deviation = deviations[place % columns] ?? 0;
    return deviation === 0 ? 0 : (value - (means[place % columns] ?? 0)) / deviation;
  });
  return { rows, columns, values };
}
