// By how many per cent the value of what is left rises when retention rises by one per cent. There are three answers. Pure.
import { notNegative, positiveInt, share, valueOf } from "./checked-numbers.ts";
import { residualLifetimeBeforeRenewal } from "./residual-lifetime.ts";
import { checkedCurve, logSurvival, type SbgCurve } from "./retention-curves.ts";

/** (1 + i) ÷ (1 + i − r) where all accounts are alike; null where i and churn are both 0. */
export function homogeneousRetentionElasticity(
  retention: number,
  discountRate: number,
): number | null {
  const kept = valueOf("retention", share, retention);
  const grown = 1 + valueOf("discountRate", notNegative, discountRate);
  return grown > kept ? grown / (grown - kept) : null;
}

/**
 * The plain mean of the accounts' own elasticities: 2F1(1, δ + n − 1; γ + δ + n − 1; 1 ÷ (1 + i)) = 1 + DERL(i | n) ÷ (1 + i), eq. 8 of
 * Fader & Hardie (2010). It is smaller than the elasticity of the portfolio's value.
 * @param n the coming renewal, from 1
 */
export function meanOfAccountElasticities(
  curve: SbgCurve,
  n: number,
  discountRate: number,
): number | null {
  const residual = residualLifetimeBeforeRenewal(curve, n, discountRate);
  return residual === null ? null : 1 + residual / (1 + discountRate);
}

/**
 * The elasticity of the portfolio's value: the accounts' own elasticities weighted with their values,
 * Σ_k (k + 1)·w^k·S(n + k) ÷ Σ_k w^k·S(n + k). Accounts worth more are those more sensitive, so it is the largest of the three.
 * @param n the coming renewal, from 1
 */
export function portfolioValueElasticity(
  curve: SbgCurve,
  n: number,
  discountRate: number,
): number | null {
  const renewal = valueOf("n", positiveInt, n);
  const residual = residualLifetimeBeforeRenewal(checkedCurve(curve), renewal, discountRate);
  if (residual === null) return null;
  const weight = 1 / (1 + discountRate);
  const atStart = logSurvival(curve, renewal - 1);
  let sum = 0;
  let largest = 0;
  for (let k = 0; ; k += 1) {
    const kept = Math.exp(logSurvival(curve, renewal + k) - atStart);
    const term = (k + 1) * weight ** k * kept;
    sum += term;
    largest = Math.max(largest, term);
    if (term < 1e-14 * sum && term < largest) return sum / residual;
  }
}
