// In: renewal counts. Out: the curve of most likelihood with its errors, or the simpler curve that the counts allow, and why. Pure.
import { FAMILIES, type CurveFamily } from "./curve-families.ts";
import { logLikelihoodAt, type LogPrior } from "./curve-likelihood.ts";
import { startsFor } from "./fit-starts.ts";
import { maximise, type Maximum } from "./maximise.ts";
import { checkedCounts, decisionsIn, type RenewalCounts } from "./renewal-counts.ts";
import type { CurveKind, RetentionCurve } from "./retention-curves.ts";
import { inverseOf } from "./small-matrices.ts";

/** Above this γ + δ the accounts are too much alike to tell how they differ: two such fits differ in nothing but noise. */
const LARGEST_IDENTIFIED_SPREAD = 200;

/**
 * Why a fit should be read with care.
 * - `no-churn`, `all-churned`: nobody, or everybody, left at every renewal; the curve is constant, and has no standard error.
 * - `one-renewal`: one renewal says nothing of how the churn goes on; `too-few-renewals`: fewer than the curve's parameters.
 * - `heterogeneity-not-identified`: γ + δ > 200; the homogeneous curve stands in (geometric for sBG, dW for BdW).
 * - `at-boundary`: the likelihood rises to the edge of what is possible; the simpler curve stands in, or this one without errors.
 * - `not-converged`: the search ended before the gradient was 0.
 * - `shrunk`: drawn towards the pool of all cohorts; `no-data`: nobody has faced a renewal.
 */
export type FitFlag =
  | "no-churn"
  | "all-churned"
  | "one-renewal"
  | "too-few-renewals"
  | "heterogeneity-not-identified"
  | "at-boundary"
  | "not-converged"
  | "shrunk"
  | "no-data";

/** A curve and what is known of it. */
export interface CurveFit {
  /** "fell-back": a simpler curve stands in for the one that was asked for; the flags say why. */
  readonly status: "fitted" | "fell-back";
  readonly requested: CurveKind;
  readonly curve: RetentionCurve;
  readonly flags: readonly FitFlag[];
  readonly logLikelihood: number;
  /** Of the curve's parameters in their order, from the exact Hessian; null where it has no inverse. */
  readonly standardErrors: readonly number[] | null;
  /** Logarithms of the parameters (θ as λ = −ln(1 − θ), a share as odds), and their covariance, row-major; null where a churn is 0 or 1. */
  readonly logParameters: Float64Array | null;
  readonly logCovariance: Float64Array | null;
  /** Renewal decisions that the fit rests on, and those of them that were to leave. */
  readonly decisions: number;
  readonly lost: number;
  /** Largest part of the gradient by the log parameters, per decision. */
  readonly gradientNorm: number;
  readonly iterations: number;
}

/** Nobody has faced a renewal: there is no curve. */
export interface NoFit {
  readonly status: "no-data";
  readonly requested: CurveKind;
  readonly flags: readonly FitFlag[];
}

/** What is tried next where a curve cannot be had. */
const SIMPLER: Readonly<Record<CurveKind, CurveKind>> = {
  BdW: "sBG",
  sBG: "geometric",
  dW: "geometric",
  "two-segment": "geometric",
  geometric: "geometric",
};

const LARGEST_PARAMETER = 1e4;
const LARGEST_ODDS = 1e8;
const LARGEST_EXPONENT = 10;
/** λ of a θ that is all but 1. */
const LARGEST_LAMBDA = 30;
/** Two segments whose churn is this near are one. */
const ALIKE = 1e-3;
/** The best of the starts are followed to their ends; more of them ended in no better place. */
const STARTS_FOLLOWED = 2;

/** Whether the maximum lies at the edge: parameters run away to 0 or to infinity. */
function hasEscaped({ kind }: CurveFamily, logs: Float64Array): boolean {
  const [first = 0, second = 0, third = 0] = logs;
  switch (kind) {
    case "geometric":
      return false;
    case "sBG":
      return beyond(first, LARGEST_PARAMETER) || beyond(second, LARGEST_PARAMETER);
    case "BdW":
      return (
        beyond(first, LARGEST_PARAMETER) ||
        beyond(second, LARGEST_PARAMETER) ||
        beyond(third, LARGEST_EXPONENT)
      );
    case "dW":
      return first > Math.log(LARGEST_LAMBDA) || beyond(second, LARGEST_EXPONENT);
    case "two-segment":
      return logs.some((log) => beyond(log, LARGEST_ODDS));
  }
}

/** Whether a parameter is larger than its bound, or smaller than one part of so many. */
function beyond(log: number, largest: number): boolean {
  return Math.abs(log) > Math.log(largest);
}

/** The highest of the maxima that the best starts lead to. */
export function highestMaximum(
  family: CurveFamily,
  counts: RenewalCounts,
  starts: readonly Float64Array[],
  prior?: LogPrior,
): Maximum {
  const { decisions } = decisionsIn(counts);
  const search = {
    evaluate: (logs: Float64Array) => logLikelihoodAt(family, counts, logs, prior),
    escaped: (logs: Float64Array) => hasEscaped(family, logs),
    scale: Math.max(1, decisions),
  };
  const best = starts
    .map((start) => ({ start, value: search.evaluate(start).value }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((left, right) => right.value - left.value)
    .slice(0, STARTS_FOLLOWED)
    .map(({ start }) => maximise(search, start));
  return best.reduce((highest, one) => (one.at.value > highest.at.value ? one : highest));
}

/** A maximum as a fit. Errors are only given where the gradient is 0 and the surface bends down on all sides. */
export function fitAt(
  family: CurveFamily,
  requested: CurveKind,
  counts: RenewalCounts,
  maximum: Maximum,
  flags: readonly FitFlag[],
): CurveFit {
  const { point, hessian } = maximum.at;
  const found = new Set(flags);
  if (maximum.end === "stuck") found.add("not-converged");
  if (maximum.end === "escaped") found.add("at-boundary");
  const covariance =
    maximum.end === "arrived"
      ? inverseOf(
          hessian.map((entry) => -entry),
          family.parameters,
        )
      : null;
  const slopes = family.slopes(point);
  return {
    status: family.kind === requested ? "fitted" : "fell-back",
    requested,
    curve: family.toCurve(point),
    flags: [...found],
    logLikelihood: maximum.at.value,
    standardErrors:
      covariance === null
        ? null
        : slopes.map(
            (slope, i) => slope * Math.sqrt(covariance[i * family.parameters + i] as number),
          ),
    logParameters: point,
    logCovariance: covariance,
    ...decisionsIn(counts),
    gradientNorm: maximum.gradientNorm,
    iterations: maximum.iterations,
  };
}

/** Nobody or everybody left: a constant churn of 0 or 1. */
function constantFit(requested: CurveKind, counts: RenewalCounts, theta: 0 | 1): CurveFit {
  return {
    status: requested === "geometric" ? "fitted" : "fell-back",
    requested,
    curve: { kind: "geometric", theta },
    flags: [theta === 0 ? "no-churn" : "all-churned"],
    logLikelihood: 0,
    standardErrors: null,
    logParameters: null,
    logCovariance: null,
    ...decisionsIn(counts),
    gradientNorm: 0,
    iterations: 0,
  };
}

/** What one constant churn reaches: a richer curve that reaches no more has found nothing in how the accounts differ. */
function constantChurnLogLikelihood(counts: RenewalCounts): number {
  const { decisions, lost } = decisionsIn(counts);
  const kept = decisions - lost;
  return lost * Math.log(lost / decisions) + kept * Math.log(kept / decisions);
}

/** What stands in for a curve at the edge, or undefined where it may stay. */
function standIn(
  kind: CurveKind,
  counts: RenewalCounts,
  { at, end }: Maximum,
): { readonly kind: CurveKind; readonly flag: FitFlag } | undefined {
  const first = at.point[0] as number;
  const second = at.point[1] ?? 0;
  const spread = Math.exp(first) + Math.exp(second);
  const flag = "heterogeneity-not-identified";
  if (kind !== "geometric" && at.value <= constantChurnLogLikelihood(counts))
    return { kind: SIMPLER[kind], flag };
  switch (kind) {
    case "sBG":
      return spread > LARGEST_IDENTIFIED_SPREAD ? { kind: "geometric", flag } : undefined;
    case "BdW":
      if (spread > LARGEST_IDENTIFIED_SPREAD) return { kind: "dW", flag };
      return end === "escaped" ? { kind: "sBG", flag: "at-boundary" } : undefined;
    case "dW":
      return end === "escaped" ? { kind: "geometric", flag: "at-boundary" } : undefined;
    case "two-segment":
      // Accounts that are all alike leave the share of each segment open: the search creeps along a ridge.
      return end === "stuck" || Math.abs(first - second) < ALIKE
        ? { kind: "geometric", flag }
        : undefined;
    case "geometric":
      return undefined;
  }
}

function fitOrFallBack(
  kind: CurveKind,
  requested: CurveKind,
  counts: RenewalCounts,
  flags: readonly FitFlag[],
): CurveFit {
  const family = FAMILIES[kind];
  const renewals = counts.atRisk.filter((accounts) => accounts > 0).length;
  if (renewals < family.parameters) {
    const why = renewals === 1 ? "one-renewal" : "too-few-renewals";
    return fitOrFallBack(SIMPLER[kind], requested, counts, [...flags, why]);
  }
  const maximum = highestMaximum(family, counts, startsFor(kind, counts));
  const instead = standIn(kind, counts, maximum);
  if (instead !== undefined)
    return fitOrFallBack(instead.kind, requested, counts, [...flags, instead.flag]);
  return fitAt(family, requested, counts, maximum, flags);
}

/**
 * The curve of most likelihood, by Newton's method in the logarithms of the parameters from the best of several starts. One
 * cohort, several of different ages and censored accounts are all the same to it: see RenewalCounts.
 *
 * Where the counts do not allow the curve, a simpler one stands in and `flags` says why; no number is ever NaN.
 * Throws LifetimeInputError for counts that cannot be (more lost than at risk).
 * Sources: Fader & Hardie (2007), "How to project customer retention", J. Interactive Marketing 21(1); Fader, Hardie, Liu,
 * Davin & Steenburgh (2018), "How to project customer retention revisited", J. Interactive Marketing 43.
 */
export function fitRetentionCurve(kind: CurveKind, counts: RenewalCounts): CurveFit | NoFit {
  const checked = checkedCounts(counts);
  const { decisions, lost } = decisionsIn(checked);
  if (decisions === 0) return { status: "no-data", requested: kind, flags: ["no-data"] };
  if (lost === 0) return constantFit(kind, checked, 0);
  if (lost === decisions) return constantFit(kind, checked, 1);
  return fitOrFallBack(kind, kind, checked, []);
}
