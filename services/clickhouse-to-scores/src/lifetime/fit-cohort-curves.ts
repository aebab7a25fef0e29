/**
 * A retention curve for every segment and term.
 *
 * In: the cohorts. Out: curves, each with the reason for its model; segment "" is the pool of a term. Pure.
 */
import {
  fitCohorts,
  fitRetentionCurve,
  likelihoodRatioOfBdw,
  pooledCounts,
} from "@mimamori/lifetime-value";
import type { CurveFit, CurveKind, NoFit, RenewalCounts } from "@mimamori/lifetime-value";
import type { CurveReason } from "@mimamori/message-catalogue";
import { WHOLE_COMPANY } from "../revenue/revenue-months.ts";
import type { RenewalCohort } from "./renewal-cohorts.ts";

/** What a curve rests on. `other-terms`: too few of this term have left, so the churn per month of the others helps out. */
export type CurveBasis = "cohort" | "pool" | "other-terms";

export interface CohortCurve extends RenewalCohort {
  readonly fit: CurveFit | NoFit;
  readonly basis: CurveBasis;
  readonly reason: CurveReason;
  /** Of the likelihood-ratio test of sBG within BdW on the term's pool. */
  readonly bdwPValue: number | null;
}

/** sBG (geometric) stands unless BdW (dW) explains more than chance does in one of twenty cases. */
const LARGEST_P_VALUE = 0.05;
/** A term that fewer have left says too little alone: three annual contracts that were all renewed are no proof of loyalty for ever. */
const FEWEST_LOST = 10;
/** What the other terms' churn is worth against a term's own renewals. */
const BORROWED_DECISIONS = 10;

/** All curves, sorted by term and segment, the pool of each term first. */
export function fitCohortCurves(cohorts: readonly RenewalCohort[]): CohortCurve[] {
  const terms = [...new Set(cohorts.map(({ termMonths }) => termMonths))].sort((a, b) => a - b);
  return terms.flatMap((term) => {
    const own = cohorts.filter(({ termMonths }) => termMonths === term).sort(bySegment);
    const others = cohorts.filter(({ termMonths }) => termMonths !== term);
    return curvesOfTerm(poolOf(own, term), own, monthlyChurnOf(others));
  });
}

function bySegment(left: RenewalCohort, right: RenewalCohort): number {
  return left.segment < right.segment ? -1 : 1;
}

function poolOf(cohorts: readonly RenewalCohort[], termMonths: number): RenewalCohort {
  return {
    segment: WHOLE_COMPANY,
    termMonths,
    spells: cohorts.reduce((sum, { spells }) => sum + spells, 0),
    counts: pooledCounts(cohorts.map(({ counts }) => counts)),
    aliveByAge: cohorts.flatMap(({ aliveByAge }) => aliveByAge),
  };
}

/** Churn per month of the other terms: renewals lost ÷ months between renewals. Null where they have none. */
function monthlyChurnOf(cohorts: readonly RenewalCohort[]): number | null {
  let months = 0;
  let lost = 0;
  for (const { termMonths, counts } of cohorts) {
    months += sum(counts.atRisk) * termMonths;
    lost += sum(counts.lost);
  }
  return months === 0 ? null : Math.min(1, lost / months);
}

function curvesOfTerm(
  pool: RenewalCohort,
  cohorts: readonly RenewalCohort[],
  monthlyChurn: number | null,
): CohortCurve[] {
  const lost = sum(pool.counts.lost);
  if (monthlyChurn !== null && lost < FEWEST_LOST)
    return borrowedCurves(pool, cohorts, monthlyChurn);
  const { kind, ...why } = modelOf(pool.counts);
  const [only] = cohorts;
  const ofPool = { ...why, fit: fitRetentionCurve(kind, pool.counts), basis: "pool" } as const;
  // One segment is the pool: there is nothing to draw it towards.
  if (cohorts.length === 1 && only !== undefined)
    return [
      { ...pool, ...ofPool },
      { ...only, ...ofPool },
    ];
  const fits = fitCohorts(
    kind,
    cohorts.map(({ counts }) => counts),
  );
  return [
    { ...pool, ...ofPool },
    ...cohorts.map((cohort, index): CohortCurve => {
      const fit = fits.cohorts[index] ?? fits.pool;
      const own = fit.status !== "no-data" && sum(cohort.counts.atRisk) > 0;
      return own ? { ...cohort, ...why, fit, basis: "cohort" } : { ...cohort, ...ofPool };
    }),
  ];
}

/** The model for all cohorts of a term, by their pool: single cohorts are too small to tell sBG from BdW. */
function modelOf(counts: RenewalCounts): {
  readonly kind: "sBG" | "BdW";
  readonly reason: CurveReason;
  readonly bdwPValue: number | null;
} {
  const sbg = fitRetentionCurve("sBG", counts);
  const bdw = fitRetentionCurve("BdW", counts);
  if (sbg.status === "no-data" || bdw.status === "no-data")
    return { kind: "sBG", reason: "nothing-known", bdwPValue: null };
  if (!isNested(sbg.curve.kind, bdw.curve.kind))
    return { kind: "sBG", reason: "too-few-to-compare", bdwPValue: null };
  const { pValue } = likelihoodRatioOfBdw(sbg, bdw);
  return pValue < LARGEST_P_VALUE
    ? { kind: "BdW", reason: "tenure-matters", bdwPValue: pValue }
    : { kind: "sBG", reason: "tenure-does-not-show", bdwPValue: pValue };
}

/** Whether c = 1 makes the first of the second: only then can the two be compared by their likelihoods. */
function isNested(constant: CurveKind, changing: CurveKind): boolean {
  return (
    (constant === "sBG" && changing === "BdW") || (constant === "geometric" && changing === "dW")
  );
}

/** A term's own renewals, and some more at which as many left as the other terms lose in so many months. */
function borrowedCurves(
  pool: RenewalCohort,
  cohorts: readonly RenewalCohort[],
  monthlyChurn: number,
): CohortCurve[] {
  const churn = 1 - (1 - monthlyChurn) ** pool.termMonths;
  const fit = fitRetentionCurve("geometric", {
    atRisk: [sum(pool.counts.atRisk) + BORROWED_DECISIONS],
    lost: [sum(pool.counts.lost) + BORROWED_DECISIONS * churn],
  });
  const borrowed = {
    fit,
    basis: "other-terms",
    reason: "few-churns-in-term",
    bdwPValue: null,
  } as const;
  return [pool, ...cohorts].map((cohort) => ({ ...cohort, ...borrowed }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
