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
import { coefficientCovariance, fitLogistic, type LogisticProblem } from "./logistic-fit.ts";
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

/** A fitted hazard with the covariance of its intercept and weights, row-major, the intercept first. */
export interface CoveredFit extends FittedColumns {
  readonly covariance: Float64Array;
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

/** `suspected`: columns that are not to be believed. */
export function prepareRows(
  dataset: ChurnDataset,
  rows: Uint32Array,
  mostGroups: number,
  suspected: ReadonlySet<string>,
): PreparedRows {
  const columns = fitColumns(dataset, rows, suspected);
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

/** The covariance of the design's coefficients as that of the columns' weights. */
function weightCovariance(
  { basis }: PreparedRows,
  contrastPenalty: ContrastPenalty,
  covariance: Float64Array,
): Float64Array {
  const [from, to] = [Math.sqrt(covariance.length), basis.width + 1];
  const expanded = (coefficients: Float64Array): number[] => [
    coefficients[0] ?? 0,
    ...columnWeights(basis, coefficients.subarray(1), contrastPenalty),
  ];
  const half = Array.from({ length: from }, (_, row) =>
    expanded(covariance.subarray(row * from, (row + 1) * from)),
  );
  const columns = Array.from({ length: to }, (_, column) =>
    expanded(Float64Array.from(half, (row) => row[column] ?? 0)),
  );
  return Float64Array.from(columns.flat());
}

/**
 * The mean squared error of estimates by a penalty of l2, of effects that vary as a penalty of `believedL2` would have it: with S the
 * inverse of the penalised Hessian and P what is penalised, S + (l2^2 / believedL2 - l2) S P S, which is S itself where both are
 * the same.
 */
function errorCovariance(covariance: Float64Array, l2: number, believedL2: number): Float64Array {
  const order = Math.sqrt(covariance.length);
  const excess = Math.max(0, l2 ** 2 / believedL2 - l2);
  return covariance.map((value, place) => {
    const [row, column] = [Math.floor(place / order), place % order];
    let product = 0;
    // From 1: the intercept is not penalised.
    for (let k = 1; k < order; k++)
      product += (covariance[row * order + k] ?? 0) * (covariance[k * order + column] ?? 0);
    return value + excess * product;
  });
}

/**
 * Fits one penalty to the optimum. `believedL2`: the one that the data speak for, where a stronger one was taken for safety: what that
 * shrinks too much is part of the uncertainty. Throws ChurnRiskError (one_outcome) when all outcomes are the same.
 */
export function fitPenalty(
  rows: PreparedRows,
  { contrastPenalty, l2 }: Penalty,
  believedL2: number,
): CoveredFit {
  const problem = { ...problemOf(rows, contrastPenalty), l2 };
  const fit = fitLogistic(problem);
  const covariance = errorCovariance(coefficientCovariance(problem, fit), l2, believedL2);
  return {
    ...fitted(rows, contrastPenalty, fit.intercept, fit.coefficients),
    covariance: weightCovariance(rows, contrastPenalty, covariance),
  };
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
