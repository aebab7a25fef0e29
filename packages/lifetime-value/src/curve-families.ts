// The retention curves as the fit sees them: functions of the logarithms of their parameters, with first and second derivatives. Pure.
import { logGammaRatio, polygammaDifferences, polygammas } from "./gamma-functions.ts";
import type { CurveKind, RetentionCurve } from "./retention-curves.ts";

/**
 * One renewal's row of derivatives: the value, then its gradient, then the upper half of its Hessian row by row
 * ([f, f1, f2, f11, f12, f22] for two parameters), all by the logarithms of the parameters.
 */
export interface CurveFamily {
  readonly kind: CurveKind;
  readonly parameters: number;
  /** What `write` writes: ln S(t), up to a constant that is the same for all t ≥ 0, or straight away ln r(t). */
  readonly rows: "ln S" | "ln r";
  /** Writes the row of renewal t at out[at…]; takes the parameters themselves, not their logarithms. */
  readonly write: (parameters: Float64Array, t: number, out: Float64Array, at: number) => void;
  readonly toCurve: (logs: Float64Array) => RetentionCurve;
  /** Each of the curve's parameters by its logarithm, in the order of the logarithms: what turns their errors into its own. */
  readonly slopes: (logs: Float64Array) => number[];
}

/** Length of a row of derivatives. */
export function rowLength(parameters: number): number {
  return 1 + parameters + (parameters * (parameters + 1)) / 2;
}

function parameter(logs: Float64Array, index: number): number {
  return Math.exp(logs[index] as number);
}

/** ln r(t) = ln(δ + t − 1) − ln(γ + δ + t − 1): no gamma function at all. */
const SBG: CurveFamily = {
  kind: "sBG",
  parameters: 2,
  rows: "ln r",
  write: (parameters, t, out, at) => {
    const gamma = parameters[0] as number;
    const delta = parameters[1] as number;
    const kept = delta + t - 1;
    const all = gamma + kept;
    const byDelta = (gamma * delta) / (kept * all);
    out[at] = Math.log1p(-gamma / all);
    out[at + 1] = -gamma / all;
    out[at + 2] = byDelta;
    out[at + 3] = (-gamma * kept) / (all * all);
    out[at + 4] = (gamma * delta) / (all * all);
    out[at + 5] = byDelta * (1 - delta / kept - delta / all);
  },
  toCurve: (logs) => ({ kind: "sBG", gamma: parameter(logs, 0), delta: parameter(logs, 1) }),
  slopes: (logs) => [parameter(logs, 0), parameter(logs, 1)],
};

/** ln S(t) = ln Γ(δ + x) − ln Γ(γ + δ + x) with x = t^c; first by x, then by ln c: dx = x·s, d²x = x·s·(s + 1), s = c·ln t. */
const BDW: CurveFamily = {
  kind: "BdW",
  parameters: 3,
  rows: "ln S",
  write: (parameters, t, out, at) => {
    const gamma = parameters[0] as number;
    const delta = parameters[1] as number;
    const c = parameters[2] as number;
    const x = t === 0 ? 0 : t ** c;
    const s = t === 0 ? 0 : c * Math.log(t);
    const low = delta + x;
    const high = gamma + low;
    const { psi: psiHigh, bend: bendHigh } = polygammas(high);
    const { psi: slope, bend } = polygammaDifferences(low, gamma);
    out[at] = logGammaRatio(low, gamma);
    out[at + 1] = -gamma * psiHigh;
    out[at + 2] = delta * slope;
    out[at + 3] = slope * x * s;
    out[at + 4] = -gamma * psiHigh - gamma * gamma * bendHigh;
    out[at + 5] = -gamma * delta * bendHigh;
    out[at + 6] = -gamma * bendHigh * x * s;
    out[at + 7] = delta * slope + delta * delta * bend;
    out[at + 8] = delta * bend * x * s;
    out[at + 9] = bend * (x * s) ** 2 + slope * x * s * (s + 1);
  },
  toCurve: (logs) => ({
    kind: "BdW",
    gamma: parameter(logs, 0),
    delta: parameter(logs, 1),
    c: parameter(logs, 2),
  }),
  slopes: (logs) => [parameter(logs, 0), parameter(logs, 1), parameter(logs, 2)],
};

/** θ = 1 − e^(−λ): the parameter of the fit is λ, which may be any positive number. */
function thetaOf(lambda: number): number {
  return -Math.expm1(-lambda);
}

/** dθ ÷ d ln λ. */
function thetaSlope(lambda: number): number {
  return lambda * Math.exp(-lambda);
}

const DW: CurveFamily = {
  kind: "dW",
  parameters: 2,
  rows: "ln S",
  write: (parameters, t, out, at) => {
    const c = parameters[1] as number;
    const value = t === 0 ? 0 : -(parameters[0] as number) * t ** c;
    const steepness = t === 0 ? 0 : c * Math.log(t);
    out[at] = value;
    out[at + 1] = value;
    out[at + 2] = value * steepness;
    out[at + 3] = value;
    out[at + 4] = value * steepness;
    out[at + 5] = value * steepness * (steepness + 1);
  },
  toCurve: (logs) => ({ kind: "dW", theta: thetaOf(parameter(logs, 0)), c: parameter(logs, 1) }),
  slopes: (logs) => [thetaSlope(parameter(logs, 0)), parameter(logs, 1)],
};

const GEOMETRIC: CurveFamily = {
  kind: "geometric",
  parameters: 1,
  rows: "ln S",
  write: (parameters, t, out, at) => {
    out.fill(-(parameters[0] as number) * t, at, at + 3);
  },
  toCurve: (logs) => ({ kind: "geometric", theta: thetaOf(parameter(logs, 0)) }),
  slopes: (logs) => [thetaSlope(parameter(logs, 0))],
};

/** Parameters: λ1, λ2 and the odds of the first segment, S(t) = (odds·e^(−λ1·t) + e^(−λ2·t)) ÷ (odds + 1). */
const TWO_SEGMENT: CurveFamily = {
  kind: "two-segment",
  parameters: 3,
  rows: "ln S",
  write: (parameters, t, out, at) => {
    const first = (parameters[0] as number) * t;
    const second = (parameters[1] as number) * t;
    const atStart = Math.log(parameters[2] as number);
    const logOdds = atStart + second - first;
    // The share that each segment has among those left.
    const p = 1 / (1 + Math.exp(-logOdds));
    const q = 1 / (1 + Math.exp(logOdds));
    out[at] = logOdds > 0 ? atStart - first - Math.log(p) : -second - Math.log(q);
    out[at + 1] = -first * p;
    out[at + 2] = -second * q;
    out[at + 3] = p;
    out[at + 4] = first * p * (first * q - 1);
    out[at + 5] = -first * second * p * q;
    out[at + 6] = -first * p * q;
    out[at + 7] = second * q * (second * p - 1);
    out[at + 8] = second * p * q;
    out[at + 9] = p * q;
  },
  toCurve: (logs) => ({
    kind: "two-segment",
    theta1: thetaOf(parameter(logs, 0)),
    theta2: thetaOf(parameter(logs, 1)),
    share1: 1 / (1 + Math.exp(-(logs[2] as number))),
  }),
  slopes: (logs) => {
    const odds = parameter(logs, 2);
    const share1 = odds / (1 + odds);
    return [thetaSlope(parameter(logs, 0)), thetaSlope(parameter(logs, 1)), share1 * (1 - share1)];
  },
};

export const FAMILIES: Readonly<Record<CurveKind, CurveFamily>> = {
  sBG: SBG,
  BdW: BDW,
  dW: DW,
  geometric: GEOMETRIC,
  "two-segment": TWO_SEGMENT,
};
