/**
 * Many cohorts at once: small ones are drawn towards what all of them have in common, large ones hardly move. Pure.
 *
 * In: the renewal counts of each cohort. Out: one curve per cohort. A cohort of 50 accounts alone knows its DEL to ± 25-30 %.
 *
 * Why a normal prior on the log parameters, estimated from the cohorts themselves (empirical Bayes), and not pseudo-counts of the
 * pool: pseudo-counts draw every cohort by the same number of accounts, whoever chose it, while here the cohorts say how far they
 * differ from one another and in which direction (γ and δ move together); and every cohort's curve keeps an error.
 */
import { FAMILIES, type CurveFamily } from "./curve-families.ts";
import type { LogPrior } from "./curve-likelihood.ts";
import {
  fitAt,
  fitRetentionCurve,
  highestMaximum,
  type CurveFit,
  type FitFlag,
  type NoFit,
} from "./fit-curve.ts";
import { decisionsIn, pooledCounts, checkedCounts, type RenewalCounts } from "./renewal-counts.ts";
import type { CurveKind } from "./retention-curves.ts";
import { inverseOf } from "./small-matrices.ts";

export interface CohortFits {
  /** All cohorts as one. */
  readonly pool: CurveFit | NoFit;
  /** In the order given. */
  readonly cohorts: readonly (CurveFit | NoFit)[];
  /** Mean and precision of the log parameters among the cohorts; null where the pool itself has no curve to draw towards. */
  readonly prior: LogPrior | null;
}

const MOST_ROUNDS = 30;
const SETTLED = 0.01;
/** Before any cohort is seen, log parameters are thought to differ by some 30 % among cohorts, and that is worth so many cohorts. */
const USUAL_VARIANCE = 0.1;
const USUAL_WEIGHT = 3;

/**
 * One curve per cohort, as the mode of its likelihood times a normal prior on the log parameters. Mean and covariance of the prior
 * are estimated by expectation-maximisation over the cohorts (Laplace approximation). A cohort that nobody has left, or that has
 * faced a single renewal, gets a proper curve; one without any renewal gets the mean one, flagged `no-data`.
 * Where the pool falls back to a simpler curve, so do all cohorts. Errors and log-likelihood are those of the posterior.
 */
export function fitCohorts(kind: CurveKind, cohorts: readonly RenewalCounts[]): CohortFits {
  const counts = cohorts.map(checkedCounts);
  const pool = fitRetentionCurve(kind, pooledCounts(counts));
  if (
    pool.status === "no-data" ||
    pool.logParameters === null ||
    pool.flags.includes("at-boundary")
  )
    return { pool, cohorts: counts.map((one) => fitRetentionCurve(kind, one)), prior: null };
  const family = FAMILIES[pool.curve.kind];
  const prior = settledPrior(family, counts, pool.logParameters);
  return {
    pool,
    prior,
    cohorts: counts.map((one) => shrunkFit(family, kind, one, prior, pool.flags)),
  };
}

function settledPrior(
  family: CurveFamily,
  counts: readonly RenewalCounts[],
  start: Float64Array,
): LogPrior {
  const p = family.parameters;
  const usual = Float64Array.from({ length: p * p }, (_, at) =>
    at % (p + 1) === 0 ? USUAL_VARIANCE : 0,
  );
  let prior: LogPrior = { mean: start, precision: usual.map((v) => (v === 0 ? 0 : 1 / v)) };
  const informed = counts.filter((one) => one.atRisk.length > 0);
  let modes: Float64Array[] = informed.map(() => start);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const covariances: Float64Array[] = [];
    modes = informed.map((one, index) => {
      const { at } = highestMaximum(family, one, [modes[index] as Float64Array], prior);
      const covariance = inverseOf(
        at.hessian.map((entry) => -entry),
        p,
      );
      if (covariance !== null) covariances.push(covariance);
      return at.point;
    });
    const next = priorOf(modes, covariances, usual);
    const settled = hasSettled(prior, next);
    prior = next;
    if (settled) break;
  }
  return prior;
}

/** The mean by its standard deviations, and the precision by its size. */
function hasSettled(before: LogPrior, after: LogPrior): boolean {
  const p = after.mean.length;
  return after.mean.every((log, i) => {
    const precision = after.precision[i * (p + 1)] as number;
    const moved = Math.abs(log - (before.mean[i] as number)) * Math.sqrt(precision);
    const grown = precision / (before.precision[i * (p + 1)] as number);
    return moved < SETTLED && Math.abs(Math.log(grown)) < SETTLED;
  });
}

/** The mean of the modes; their scatter and what each of them leaves open, together with the usual variance. */
function priorOf(
  modes: readonly Float64Array[],
  covariances: readonly Float64Array[],
  usual: Float64Array,
): LogPrior {
  const p = Math.sqrt(usual.length);
  const mean = new Float64Array(p);
  for (const mode of modes)
    mode.forEach((log, i) => (mean[i] = (mean[i] as number) + log / modes.length));
  const scatter = usual.map((variance) => variance * USUAL_WEIGHT);
  for (const covariance of covariances)
    covariance.forEach((entry, at) => (scatter[at] = (scatter[at] as number) + entry));
  for (const mode of modes) {
    const away = mode.map((log, i) => log - (mean[i] as number));
    for (let at = 0; at < p * p; at += 1)
      scatter[at] =
        (scatter[at] as number) + (away[Math.floor(at / p)] as number) * (away[at % p] as number);
  }
  const covariance = scatter.map((entry) => entry / (modes.length + USUAL_WEIGHT));
  const precision = inverseOf(covariance, p) ?? usual.map((v) => (v === 0 ? 0 : 1 / v));
  return { mean, precision };
}

function shrunkFit(
  family: CurveFamily,
  requested: CurveKind,
  counts: RenewalCounts,
  prior: LogPrior,
  poolFlags: readonly FitFlag[],
): CurveFit {
  const maximum = highestMaximum(family, counts, [prior.mean], prior);
  const flags: FitFlag[] = [...poolFlags, "shrunk"];
  if (decisionsIn(counts).decisions === 0) flags.push("no-data");
  return fitAt(family, requested, counts, maximum, flags);
}
