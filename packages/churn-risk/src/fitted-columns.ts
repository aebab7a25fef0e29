// One fit of the hazard on one set of rows with one penalty. In: rows with a known outcome. Out: a weight per column. Pure.
import { groupColumns, correlationsOf } from "./column-groups.ts";
import { type ChurnDataset, MID_TERM } from "./dataset.ts";
import {
  columnWeights,
  type ContrastPenalty,
  fitBasis,
  type GroupedBasis,
  groupedDesign,
} from "./grouped-design.ts";
import { fitLogistic } from "./logistic-fit.ts";
import { fitColumns, standardisedRows, type TrainingColumns } from "./training-columns.ts";

/** What is read off rows before anything is fitted. */
export interface PreparedRows {
  readonly columns: TrainingColumns;
  readonly basis: GroupedBasis;
  readonly values: Float64Array;
  readonly outcomes: Uint8Array;
  readonly offsets: Float64Array;
}

/** A penalty to fit with. */
export interface Penalty {
  readonly contrastPenalty: ContrastPenalty;
  readonly l2: number;
}

/** A fitted hazard: the weights are those of the standardised columns. */
export interface FittedColumns {
  readonly intercept: number;
  readonly weights: Float64Array;
}

/** The term's own column stays alone: it is no reason, and its weight says how months without a decision differ. */
function groupsOf(prepared: TrainingColumns, values: Float64Array, mostGroups: number): number[][] {
  const width = prepared.kept.length;
  const correlations = correlationsOf(values, width);
  const midTerm = prepared.kept.findIndex(({ name }) => name === MID_TERM);
  if (midTerm === -1) return groupColumns(correlations, width, mostGroups);
  const others = Array.from({ length: width }, (_, column) => column).filter(
    (column) => column !== midTerm,
  );
  const among = Float64Array.from(
    others.flatMap((j) => others.map((k) => correlations[j * width + k] ?? 0)),
  );
  const groups = groupColumns(among, others.length, mostGroups).map((group) =>
    group.map((member) => others[member] ?? 0),
  );
  return [...groups, [midTerm]];
}

/** The rows' outcomes and offsets; -1 (not known) must not be among them. */
export function outcomesOf(dataset: ChurnDataset, rows: Uint32Array): Uint8Array {
  return Uint8Array.from(rows, (row) => dataset.outcome[row] ?? 0);
}

export function offsetsOf(dataset: ChurnDataset, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => dataset.offset[row] ?? 0);
}

export function prepareRows(
  dataset: ChurnDataset,
  rows: Uint32Array,
  mostGroups: number,
): PreparedRows {
  const columns = fitColumns(dataset, rows);
  const values = standardisedRows(dataset, rows, columns.kept);
  const basis = fitBasis(
    values,
    columns.kept.length,
    columns.kept.length === 0 ? [] : groupsOf(columns, values, mostGroups),
  );
  return {
    columns,
    basis,
    values,
    outcomes: outcomesOf(dataset, rows),
    offsets: offsetsOf(dataset, rows),
  };
}

/** Fits every penalty on the same rows; the answers stand in the order of the penalties. */
export function fitPenalties(rows: PreparedRows, penalties: readonly Penalty[]): FittedColumns[] {
  const designs = new Map<ContrastPenalty, ReturnType<typeof groupedDesign>>();
  return penalties.map(({ contrastPenalty, l2 }) => {
    let x = designs.get(contrastPenalty);
    if (x === undefined) {
      x = groupedDesign(rows.basis, rows.values, contrastPenalty);
      if (rows.basis.width === 0) x = { ...x, rows: rows.outcomes.length };
      // One design at a time: they are as large as the rows themselves.
      designs.clear();
      designs.set(contrastPenalty, x);
    }
    const fit = fitLogistic({ x, y: rows.outcomes, offset: rows.offsets, l2 });
    const weights = columnWeights(rows.basis, fit.coefficients, contrastPenalty);
    return { intercept: fit.intercept, weights };
  });
}
