// The curves by which a cohort's accounts survive their renewals: survival S(t) and retention r(t) after t renewal decisions.
// S(0) = 1; period 1 is the first renewal decision. Pure.
import { count, openShare, positive, positiveInt, share, valueOf } from "./checked-numbers.ts";
import { logGammaRatio } from "./gamma-functions.ts";

/** Shifted Beta-geometric: every account leaves at each renewal with its own θ ~ Beta(γ, δ) (Fader & Hardie 2007). */
export interface SbgCurve {
  readonly kind: "sBG";
  readonly gamma: number;
  readonly delta: number;
}

/** Beta-discrete-Weibull: like sBG, and an account's own churn rises (c > 1) or falls (c < 1) with its tenure (Fader, Hardie et al. 2018). */
export interface BdwCurve {
  readonly kind: "BdW";
  readonly gamma: number;
  readonly delta: number;
  readonly c: number;
}

/** Discrete Weibull: all accounts alike, S(t) = (1 − θ)^(t^c) (Nakagawa & Osaki 1975). */
export interface DwCurve {
  readonly kind: "dW";
  readonly theta: number;
  readonly c: number;
}

/** All accounts alike, and the same churn θ at every renewal. */
export interface GeometricCurve {
  readonly kind: "geometric";
  readonly theta: number;
}

/** Two kinds of accounts, each with its own constant churn: the check of what sBG's one-humped Beta cannot see. */
export interface TwoSegmentCurve {
  readonly kind: "two-segment";
  readonly theta1: number;
  readonly theta2: number;
  /** Share of the first segment among new accounts. */
  readonly share1: number;
}

export type RetentionCurve = SbgCurve | BdwCurve | DwCurve | GeometricCurve | TwoSegmentCurve;
export type CurveKind = RetentionCurve["kind"];

/** ln S(t), −Infinity where nobody is left. The curve and t are taken as they are; `survival` checks them. */
export function logSurvival(curve: RetentionCurve, t: number): number {
  return t === 0 ? 0 : unscaledLogSurvival(curve, t) - unscaledLogSurvival(curve, 0);
}

/** ln S(t) up to a constant of the curve, which falls out of every retention. */
export function unscaledLogSurvival(curve: RetentionCurve, t: number): number {
  switch (curve.kind) {
    case "sBG":
      return logGammaRatio(curve.delta + t, curve.gamma);
    case "BdW":
      return logGammaRatio(curve.delta + t ** curve.c, curve.gamma);
    case "dW":
      return t ** curve.c * Math.log1p(-curve.theta);
    case "geometric":
      return t === 0 ? 0 : t * Math.log1p(-curve.theta);
    case "two-segment":
      return logOfMixture(curve, t);
  }
}

/** The larger of the two terms is taken out, so that neither underflows when t is large. */
function logOfMixture({ theta1, theta2, share1 }: TwoSegmentCurve, t: number): number {
  if (t === 0) return 0;
  const first = Math.log(share1) + t * Math.log1p(-theta1);
  const second = Math.log1p(-share1) + t * Math.log1p(-theta2);
  const larger = Math.max(first, second);
  if (larger === -Infinity) return -Infinity;
  return larger + Math.log1p(Math.exp(Math.min(first, second) - larger));
}

/** r(t) without checks: the share of the accounts standing before renewal t that renew. */
export function retentionAt(curve: RetentionCurve, t: number): number {
  switch (curve.kind) {
    case "sBG":
      return (curve.delta + t - 1) / (curve.gamma + curve.delta + t - 1);
    case "geometric":
      return 1 - curve.theta;
    case "BdW":
    case "dW":
    case "two-segment": {
      const before = unscaledLogSurvival(curve, t - 1);
      return before === -Infinity ? 0 : Math.exp(unscaledLogSurvival(curve, t) - before);
    }
  }
}

/** Share of a new cohort that is left after t renewal decisions (t a whole number from 0); between 0 and 1. */
export function survival(curve: RetentionCurve, t: number): number {
  return Math.exp(logSurvival(checkedCurve(curve), valueOf("t", count, t)));
}

/** Share of the accounts standing before renewal t (from 1) that renew. It rises with t although no account changes: the weak leave first. */
export function retention(curve: RetentionCurve, t: number): number {
  return retentionAt(checkedCurve(curve), valueOf("t", positiveInt, t));
}

/** What r(t) comes to in the end. sBG and BdW come to 1, so their value without discount has no end where γ ≤ 1. */
export function limitingRetention(curve: RetentionCurve): number {
  switch (curve.kind) {
    case "sBG":
    case "BdW":
      return 1;
    case "geometric":
      return 1 - curve.theta;
    case "dW":
      if (curve.c < 1 && curve.theta < 1) return 1;
      return curve.c > 1 && curve.theta > 0 ? 0 : 1 - curve.theta;
    case "two-segment":
      if (curve.share1 === 0) return 1 - curve.theta2;
      return curve.share1 === 1 ? 1 - curve.theta1 : 1 - Math.min(curve.theta1, curve.theta2);
  }
}

/** The curve, if its parameters are possible. Throws LifetimeInputError by the parameter's name. */
export function checkedCurve<Curve extends RetentionCurve>(curve: Curve): Curve {
  for (const [name, value] of Object.entries(curve)) {
    if (name === "kind") continue;
    valueOf(`${curve.kind}: ${name}`, schemaOf(curve.kind, name), value as number);
  }
  return curve;
}

function schemaOf(kind: CurveKind, name: string): typeof share {
  if (name === "gamma" || name === "delta" || name === "c") return positive;
  return kind === "dW" && name === "theta" ? openShare : share;
}
