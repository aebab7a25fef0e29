// The table that a churn model is trained on and scores: one row per account and snapshot. In: what SQL gathered. Pure.
import { ChurnRiskError } from "./errors.ts";

/** What a column of features is, and how it is read. */
export interface FeatureColumn {
  /** "usage:dashboards", "tenure_months", …; `mid_term` is the one name that the model itself knows. */
  readonly name: string;
  /** `log1p` for skewed values that are never negative. */
  readonly scale: "log1p" | "linear";
  /** For the words: "per seat in 28 days", "days", "share", … */
  readonly unit: string;
}

/** The 0/1 column that lets the data correct the constant which stands for a window without a decision (exposure.ts). */
export const MID_TERM = "mid_term";

/** Account-snapshots with their raw feature values; sorted by (account, day). Days are company days since 1970-01-01. */
export interface ChurnDataset {
  readonly columns: readonly FeatureColumn[];
  /** Distinct. */
  readonly accounts: readonly string[];
  readonly rows: number;
  /** Index into `accounts`. */
  readonly accountOfRow: Uint32Array;
  /** Features know the days before this one. */
  readonly day: Int32Array;
  readonly anchorDay: Int32Array;
  /** The first day on which the outcome is known. */
  readonly windowEndDay: Int32Array;
  /** 1 left, 0 stayed, -1 not known yet. */
  readonly outcome: Int8Array;
  /** Log exposure of the row's window. */
  readonly offset: Float64Array;
  /** Row-major rows x columns, NaN = missing. */
  readonly values: Float64Array;
  readonly segment: Uint16Array;
  readonly segments: readonly string[];
}

function refuse(message: string): never {
  throw new ChurnRiskError("input_invalid", message);
}

function checkLengths(dataset: ChurnDataset): void {
  const { rows, columns, values } = dataset;
  if (values.length !== rows * columns.length)
    refuse(
      `${rows} rows of ${columns.length} columns need as many values, found ${values.length}.`,
    );
  for (const name of [
    "accountOfRow",
    "day",
    "anchorDay",
    "windowEndDay",
    "outcome",
    "offset",
    "segment",
  ] as const)
    if (dataset[name].length !== rows)
      refuse(`${rows} rows need ${rows} values of ${name}, found ${dataset[name].length}.`);
  if (new Set(columns.map(({ name }) => name)).size !== columns.length)
    refuse("two columns have the same name.");
}

function checkRow(dataset: ChurnDataset, row: number): void {
  const account = dataset.accountOfRow[row] ?? 0;
  const day = dataset.day[row] ?? 0;
  const outcome = dataset.outcome[row] ?? 0;
  if (account >= dataset.accounts.length) refuse(`row ${row} is of no account in the list.`);
  if (!Number.isFinite(dataset.offset[row])) refuse(`row ${row} has no finite log exposure.`);
  if (outcome < -1 || outcome > 1)
    refuse(`row ${row} has the outcome ${outcome}: only 1, 0 and -1 (not known yet) are outcomes.`);
  // The features end where the outcome's window begins: a window that is over before is told from its own features.
  if ((dataset.windowEndDay[row] ?? 0) <= day)
    refuse(
      `row ${row}: the outcome's window ends on day ${String(dataset.windowEndDay[row])}, not after day ${day}.`,
    );
  if (row === 0) return;
  const before = dataset.accountOfRow[row - 1] ?? 0;
  if (before > account || (before === account && (dataset.day[row - 1] ?? 0) >= day))
    refuse(`row ${row} is out of order: sort by (account, day), one row for each.`);
}

function checkValues({ columns, values }: ChurnDataset): void {
  const width = columns.length;
  for (let place = 0; place < values.length; place++) {
    const value = values[place] ?? 0;
    const column = columns[place % width];
    if (Math.abs(value) === Infinity || (value < 0 && column?.scale === "log1p"))
      refuse(
        `row ${Math.floor(place / width)}, column ${column?.name ?? ""} is ${value}: give a finite number${column?.scale === "log1p" ? " that is not negative" : ""}, or NaN for missing.`,
      );
  }
}

/** Throws ChurnRiskError (input_invalid) that names the first place where the dataset contradicts itself. */
export function checkDataset(dataset: ChurnDataset): void {
  checkLengths(dataset);
  for (let row = 0; row < dataset.rows; row++) checkRow(dataset, row);
  checkValues(dataset);
}
