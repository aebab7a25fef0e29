// Whether a curve with one more parameter explains more than chance would. Pure.
import { LifetimeInputError } from "./errors.ts";
import type { CurveFit } from "./fit-curve.ts";

/** Twice the gain in log-likelihood, and the probability of so much gain by chance alone (chi-squared, one degree of freedom). */
export interface LikelihoodRatio {
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Likelihood-ratio test of sBG within BdW (c = 1): a small p says that accounts' churn changes with their tenure, which sBG
 * cannot follow. Both fits must rest on the same counts.
 */
export function likelihoodRatioOfBdw(sbg: CurveFit, bdw: CurveFit): LikelihoodRatio {
  if (sbg.decisions !== bdw.decisions || sbg.lost !== bdw.lost)
    throw new LifetimeInputError("likelihood ratio: the two fits rest on different counts");
  const statistic = Math.max(0, 2 * (bdw.logLikelihood - sbg.logLikelihood));
  return { statistic, pValue: complementaryErrorFunction(Math.sqrt(statistic / 2)) };
}

/** erfc(x) for x ≥ 0: the power series up to 2, the continued fraction above (Abramowitz & Stegun 7.1.6, 7.1.14). */
function complementaryErrorFunction(x: number): number {
  const factor = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x > 2) {
    let fraction = 0;
    for (let k = 60; k >= 1; k -= 1) fraction = k / 2 / (x + fraction);
    return factor / (x + fraction);
  }
  let term = x;
  let sum = x;
  for (let k = 1; term > 1e-17 * sum; k += 1) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
  }
  return 1 - 2 * factor * sum;
}
