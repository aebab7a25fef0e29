// How well a curve fits renewal counts: the log-likelihood by the logarithms of the parameters, with gradient and Hessian. Pure.
import { rowLength, type CurveFamily } from "./curve-families.ts";
import type { RenewalCounts } from "./renewal-counts.ts";

/** What is believed of the logarithms of the parameters before the counts are seen: normal, with this precision matrix. */
export interface LogPrior {
  readonly mean: Float64Array;
  readonly precision: Float64Array;
}

/** A function's value, gradient and full symmetric Hessian (row-major) at a point. */
export interface Evaluation {
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/** Writes the rows of ln r(1) … ln r(renewals). */
function fillLogRetentions(
  family: CurveFamily,
  logs: Float64Array,
  renewals: number,
  rows: Float64Array,
): void {
  const length = rowLength(family.parameters);
  const parameters = logs.map(Math.exp);
  for (let t = 1; t <= renewals; t += 1) family.write(parameters, t, rows, (t - 1) * length);
  if (family.rows === "ln r") return;
  // Row t − 1 now holds ln S(t); from the last to the first, ln S(t − 1) is taken off.
  const first = new Float64Array(length);
  family.write(parameters, 0, first, 0);
  for (let index = renewals * length - 1; index >= length; index -= 1)
    rows[index] = (rows[index] as number) - (rows[index - length] as number);
  for (let index = 0; index < length; index += 1)
    rows[index] = (rows[index] as number) - (first[index] as number);
}

/**
 * ln L = Σ lost·ln(1 − r(t)) + kept·ln r(t), plus the logarithm of the prior where there is one.
 * @param logs the logarithms of the parameters
 */
export function logLikelihoodAt(
  family: CurveFamily,
  { atRisk, lost }: RenewalCounts,
  logs: Float64Array,
  prior?: LogPrior,
): Evaluation {
  const p = family.parameters;
  const length = rowLength(p);
  const rows = new Float64Array(atRisk.length * length);
  fillLogRetentions(family, logs, atRisk.length, rows);
  const gradient = new Float64Array(p);
  const hessian = new Float64Array(p * p);
  let value = 0;
  for (let index = 0; index < atRisk.length; index += 1) {
    const left = lost[index] as number;
    const kept = (atRisk[index] as number) - left;
    const u = rows[index * length] as number;
    const churn = -Math.expm1(u);
    const odds = Math.exp(u) / churn;
    // A term without accounts is 0, also where its logarithm is not finite.
    value += (left === 0 ? 0 : left * Math.log(churn)) + (kept === 0 ? 0 : kept * u);
    const slope = kept - (left === 0 ? 0 : left * odds);
    const bend = left === 0 ? 0 : (-left * odds) / churn;
    addRow(rows, index * length, slope, bend, gradient, hessian);
  }
  return prior === undefined
    ? { point: logs, value, gradient, hessian }
    : withPrior({ point: logs, value, gradient, hessian }, prior);
}

/** Adds one renewal's part of the gradient and of the Hessian by the chain rule: f'·u_i and f'·u_ij + f''·u_i·u_j. */
function addRow(
  rows: Float64Array,
  at: number,
  slope: number,
  bend: number,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const p = gradient.length;
  let second = at + 1 + p;
  for (let i = 0; i < p; i += 1) {
    const ui = rows[at + 1 + i] as number;
    gradient[i] = (gradient[i] as number) + slope * ui;
    for (let j = i; j < p; j += 1) {
      const term = slope * (rows[second] as number) + bend * ui * (rows[at + 1 + j] as number);
      hessian[i * p + j] = (hessian[i * p + j] as number) + term;
      if (i !== j) hessian[j * p + i] = hessian[i * p + j] as number;
      second += 1;
    }
  }
}

function withPrior(at: Evaluation, { mean, precision }: LogPrior): Evaluation {
  const p = mean.length;
  const { gradient, hessian } = at;
  let { value } = at;
  const away = at.point.map((log, index) => log - (mean[index] as number));
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j < p; j += 1) {
      const weight = precision[i * p + j] as number;
      value -= 0.5 * weight * (away[i] as number) * (away[j] as number);
      gradient[i] = (gradient[i] as number) - weight * (away[j] as number);
      hessian[i * p + j] = (hessian[i * p + j] as number) - weight;
    }
  }
  return { ...at, value };
}
