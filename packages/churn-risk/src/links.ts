// From the linear predictor to a probability and back, and how the loss bends there. Pure.

/**
 * `logit`: p = 1 / (1 + exp(-eta)). `cloglog`: p = 1 - exp(-exp(eta)), the discrete-time form of proportional hazards
 * (Prentice & Gloeckler 1978, Biometrics 34: 57-67).
 */
export type Link = "logit" | "cloglog";

/** What one block of rows gives: filled in for rows 0 to count - 1. */
export interface LossBlock {
  /** In: the linear predictor. */
  readonly predictors: Float64Array;
  /** Out: the first derivative of the loss by the linear predictor. */
  readonly slopes: Float64Array;
  /** Out: the second derivative, never negative. */
  readonly curvatures: Float64Array;
}

/** Fills in slopes and curvatures of the log loss of y[from] … y[from + count - 1]; returns the sum of the losses. */
export type EvaluateLosses = (
  block: LossBlock,
  y: Uint8Array,
  from: number,
  count: number,
) => number;

/** Factors from 1 to 2 whose product still fits into a double. */
const MOST_FACTORS = 1000;

function logitLosses(block: LossBlock, y: Uint8Array, from: number, count: number): number {
  const { predictors, slopes, curvatures } = block;
  let sum = 0;
  // log(1 + a) + log(1 + b) = log((1 + a)(1 + b)): one logarithm for many rows.
  let product = 1;
  let factors = 0;
  for (let i = 0; i < count; i++) {
    const eta = predictors[i] ?? 0;
    const churned = y[from + i] ?? 0;
    const small = Math.exp(-Math.abs(eta));
    const inverse = 1 / (1 + small);
    const p = eta >= 0 ? inverse : small * inverse;
    slopes[i] = p - churned;
    curvatures[i] = small * inverse * inverse;
    sum += (eta > 0 ? eta : 0) - churned * eta;
    product *= 1 + small;
    factors += 1;
    if (factors === MOST_FACTORS) {
      sum += Math.log(product);
      product = 1;
      factors = 0;
    }
  }
  return sum + Math.log(product);
}

/** Above this cumulative hazard nobody survives as far as doubles can tell, and exp() would overflow. */
const CERTAIN_HAZARD = 700;

function cloglogLosses(block: LossBlock, y: Uint8Array, from: number, count: number): number {
  const { predictors, slopes, curvatures } = block;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const eta = predictors[i] ?? 0;
    const hazard = Math.exp(eta);
    if ((y[from + i] ?? 0) === 0) {
      sum += hazard;
      slopes[i] = hazard;
      curvatures[i] = hazard;
    } else if (hazard > CERTAIN_HAZARD) {
      slopes[i] = 0;
      curvatures[i] = 0;
    } else {
      const above = Math.expm1(hazard);
      // Where exp(eta) underflows the loss is -eta and straight.
      const ratio = above === 0 ? 1 : hazard / above;
      sum -= hazard < 1e-300 ? eta : Math.log(-Math.expm1(-hazard));
      slopes[i] = -ratio;
      curvatures[i] = Math.max(0, ratio * (hazard + ratio - 1));
    }
  }
  return sum;
}

/** How losses are evaluated under a link. */
export const LOSSES: Readonly<Record<Link, EvaluateLosses>> = {
  logit: logitLosses,
  cloglog: cloglogLosses,
};

/** The probability of a linear predictor. */
export function probabilityOf(eta: number, link: Link): number {
  if (link === "cloglog") return -Math.expm1(-Math.exp(eta));
  const small = Math.exp(-Math.abs(eta));
  return eta >= 0 ? 1 / (1 + small) : small / (1 + small);
}

/** The linear predictor of a probability strictly between 0 and 1. */
export function predictorOf(p: number, link: Link): number {
  return link === "logit" ? Math.log(p) - Math.log1p(-p) : Math.log(-Math.log1p(-p));
}
