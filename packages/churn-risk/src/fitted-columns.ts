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
import { fitLogistic, type LogisticProblem } from "./logistic-fit.ts";
import { evaluate, type Objective } from "./logistic-objective.ts";
import { minimise } from "./newton.ts";
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

function fitted(
  { basis }: PreparedRows,
  contrastPenalty: ContrastPenalty,
  intercept: number,
  coefficients: Float64Array,
): FittedColumns {
  return { intercept, weights: columnWeights(basis, coefficients, contrastPenalty) };
}

function problemOf(
  { basis, values, outcomes, offsets }: PreparedRows,
  contrastPenalty: ContrastPenalty,
): Omit<LogisticProblem, "l2"> {
  const x = groupedDesign(basis, values, contrastPenalty);
  // Without columns the matrix itself does not know how many rows there are.
  return { x: { ...x, rows: outcomes.length }, y: outcomes, offset: offsets };
}

/** Fits one penalty to the optimum. Throws ChurnRiskError (one_outcome) when all outcomes are the same. */
export function fitPenalty(rows: PreparedRows, { contrastPenalty, l2 }: Penalty): FittedColumns {
  const { intercept, coefficients } = fitLogistic({ ...problemOf(rows, contrastPenalty), l2 });
  return fitted(rows, contrastPenalty, intercept, coefficients);
}

/** A hundred-thousandth of a standard error, squared: two penalties are further apart. */
const NEAR_ENOUGH = 1e-10;

/** Fits every penalty on the same rows, each from where the one before it arrived; the answers stand in the order of the penalties. */
export function fitPenalties(rows: PreparedRows, penalties: readonly Penalty[]): FittedColumns[] {
  let contrastPenalty: ContrastPenalty | undefined;
  let problem = problemOf(rows, null);
  let point = new Float64Array();
  return penalties.map((penalty) => {
    if (penalty.contrastPenalty !== contrastPenalty) {
      contrastPenalty = penalty.contrastPenalty;
      problem = problemOf(rows, contrastPenalty);
      point = new Float64Array(problem.x.columns + 1);
    }
    const { x, y, offset } = problem;
    const objective: Objective = { x, y, offset, l2: penalty.l2, link: "logit" };
    const minimum = minimise((at, hessian) => evaluate(objective, at, hessian), point, NEAR_ENOUGH);
    point = new Float64Array(minimum.at.point);
    return fitted(rows, penalty.contrastPenalty, point[0] ?? 0, point.subarray(1));
  });
}
