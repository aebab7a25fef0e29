// Expected payments of an account over its life, discounted: DEL of a new account, DERL of one with renewals behind it. Pure.
// Every sum is the backward recursion B(n) = r(n)·(1 + w·B(n + 1)) with w = 1 ÷ (1 + i): no hypergeometric function is needed.
import { count, notNegative, positiveInt, valueOf } from "./checked-numbers.ts";
import {
  checkedCurve,
  retentionAt,
  survival,
  unscaledLogSurvival,
  type RetentionCurve,
  type TwoSegmentCurve,
} from "./retention-curves.ts";

/** Where the weight of a period is larger than this, a sum over a curve whose churn dies out has no end that could be reached. */
const LARGEST_WEIGHT = 0.9999;
const NEGLIGIBLE = 1e-14;

/** Σ_{t≥n} S(t) ÷ S(n − 1)·w^(t − n) of accounts that are all alike; null where w·r ≥ 1. */
function alikeResidual(theta: number, weight: number): number | null {
  const kept = 1 - theta;
  return kept * weight < 1 ? kept / (1 - kept * weight) : null;
}

function mixedResidual(curve: TwoSegmentCurve, weight: number, n: number): number | null {
  const first = alikeResidual(curve.theta1, weight);
  const second = alikeResidual(curve.theta2, weight);
  if (first === null || second === null) return null;
  const logOdds =
    Math.log(curve.share1 / (1 - curve.share1)) +
    (n - 1) * (Math.log1p(-curve.theta1) - Math.log1p(-curve.theta2));
  // NaN: both segments leave at once, so that there is nothing left to weigh.
  const share1 = Number.isNaN(logOdds) ? curve.share1 : 1 / (1 + Math.exp(-logOdds));
  return share1 * first + (1 - share1) * second;
}

/**
 * B(n) for n = 1 … renewals, at [n − 1]: the expected payments at renewal n and all later ones of an account that stands just
 * before renewal n, each period later weighing `weight` as much. Null where the sum has no end: without discount for curves
 * whose churn dies out (sBG, BdW), or where w·r ≥ 1.
 */
export function residualPayments(
  curve: RetentionCurve,
  weight: number,
  renewals: number,
): Float64Array | null {
  if (curve.kind === "geometric" || curve.kind === "two-segment") {
    const residuals = new Float64Array(renewals);
    for (let n = 1; n <= renewals; n += 1) {
      const residual =
        curve.kind === "geometric"
          ? alikeResidual(curve.theta, weight)
          : mixedResidual(curve, weight, n);
      if (residual === null) return null;
      residuals[n - 1] = residual;
    }
    return residuals;
  }
  return weight > LARGEST_WEIGHT ? null : sweptResiduals(curve, weight, renewals);
}

/** From so far ahead that it does not matter how the curve goes on there (level, it is taken), back to the first renewal. */
function sweptResiduals(curve: RetentionCurve, weight: number, renewals: number): Float64Array {
  const residuals = new Float64Array(renewals);
  const ahead = weight === 0 ? 0 : Math.ceil(Math.log(NEGLIGIBLE) / Math.log(weight));
  const last = renewals + ahead + 1;
  const level = retentionAt(curve, last);
  let residual = level / (1 - weight * level);
  let later = unscaledLogSurvival(curve, last);
  for (let n = last; n >= 1; n -= 1) {
    let kept: number;
    if (curve.kind === "sBG") kept = retentionAt(curve, n);
    else {
      const earlier = unscaledLogSurvival(curve, n - 1);
      kept = Math.exp(later - earlier);
      later = earlier;
    }
    residual = kept * (1 + weight * residual);
    if (n <= renewals) residuals[n - 1] = residual;
  }
  return residuals;
}

function weightAt(discountRate: number): number {
  return 1 / (1 + valueOf("discountRate", notNegative, discountRate));
}

function residualBefore(curve: RetentionCurve, renewal: number, weight: number): number | null {
  return residualPayments(checkedCurve(curve), weight, renewal)?.[renewal - 1] ?? null;
}

/**
 * DEL(i) = Σ_{t≥0} S(t) ÷ (1 + i)^t: the payments to be expected of a NEW account, of which the first is made now and counts in full.
 * @param discountRate i per renewal period (an annual contract takes the annual rate)
 * @returns payments of one period each; null where the sum has no end
 * Source: Fader & Hardie (2010), "Customer-base valuation in a contractual setting", Marketing Science 29(1).
 */
export function discountedExpectedLifetime(
  curve: RetentionCurve,
  discountRate: number,
): number | null {
  const weight = weightAt(discountRate);
  const residual = residualBefore(curve, 1, weight);
  return residual === null ? null : 1 + weight * residual;
}

/**
 * DERL(i | n) = Σ_{t≥n} S(t) ÷ S(n − 1) ÷ (1 + i)^(t − n): the payments to be expected of an EXISTING account that has paid n times
 * (n − 1 renewals behind it) and stands just before renewal n; that payment, if it comes, counts in full.
 * @param n the coming renewal, from 1
 */
export function residualLifetimeBeforeRenewal(
  curve: RetentionCurve,
  n: number,
  discountRate: number,
): number | null {
  return residualBefore(curve, valueOf("n", positiveInt, n), weightAt(discountRate));
}

/**
 * The same for an EXISTING account that has just paid for its n-th renewal (n renewals behind it; n = 0 has just been won): that
 * payment does not count, and the next one is a whole period away.
 */
export function residualLifetimeAfterRenewal(
  curve: RetentionCurve,
  n: number,
  discountRate: number,
): number | null {
  const weight = weightAt(discountRate);
  const residual = residualBefore(curve, valueOf("n", count, n) + 1, weight);
  return residual === null ? null : weight * residual;
}

/**
 * The payments to be expected of a NEW account within so many periods, the first one now: Σ_{t<periods} S(t) ÷ (1 + i)^t. An "expected
 * lifetime" of sBG or BdW only exists with such a horizon.
 */
export function lifetimeWithin(curve: RetentionCurve, periods: number, discountRate = 0): number {
  const weight = weightAt(discountRate);
  let sum = 0;
  for (let t = valueOf("periods", count, periods) - 1; t >= 0; t -= 1)
    sum += survival(curve, t) * weight ** t;
  return sum;
}
