// How far off a curve may be: the curves of simulated counts, and the interval of whatever is computed from them. Pure.
import { drawBinomial } from "./binomial-draws.ts";
import { openShare, positiveInt, valueOf } from "./checked-numbers.ts";
import { fitRetentionCurve, type CurveFit } from "./fit-curve.ts";
import { checkedCounts, type RenewalCounts } from "./renewal-counts.ts";
import { retentionAt, type RetentionCurve } from "./retention-curves.ts";

export interface BootstrapSettings {
  /** Uniform on [0, 1), seeded by the caller. */
  readonly random: () => number;
  readonly draws?: number;
}

const DEFAULT_DRAWS = 200;

/**
 * Parametric bootstrap: as many curves as draws, each the fit of counts simulated from the given fit. The accounts at risk stay
 * as they were and the lost are drawn, because the likelihood of the counts is a product of binomials; so it also holds for
 * censored and multi-cohort counts. A draw whose fit falls back stays in with its simpler curve, as the real one would.
 * For a fit of its own: one that was shrunk to the pool has its error from its prior as well (standardErrorOf).
 */
export function bootstrapCurves(
  fit: CurveFit,
  counts: RenewalCounts,
  { random, draws = DEFAULT_DRAWS }: BootstrapSettings,
): RetentionCurve[] {
  const { atRisk } = checkedCounts(counts);
  const whole = atRisk.map(Math.round);
  const churns = whole.map((_, index) => 1 - retentionAt(fit.curve, index + 1));
  const curves: RetentionCurve[] = [];
  for (let draw = 0; draw < valueOf("draws", positiveInt, draws); draw += 1) {
    const lost = whole.map((accounts, index) =>
      drawBinomial(accounts, churns[index] as number, random),
    );
    const one = fitRetentionCurve(fit.requested, { atRisk: whole, lost });
    if (one.status !== "no-data") curves.push(one.curve);
  }
  return curves;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The middle `level` of the values that the curves give. Null where fewer than half of them have a value (no curve at all, or sums
 * without an end).
 */
export function bootstrapInterval(
  curves: readonly RetentionCurve[],
  valueOfCurve: (curve: RetentionCurve) => number | null,
  level = 0.9,
): Interval | null {
  const outside = (1 - valueOf("level", openShare, level)) / 2;
  const values = curves
    .map(valueOfCurve)
    .filter((value) => value !== null)
    .sort((left, right) => left - right);
  if (values.length === 0 || values.length < curves.length / 2) return null;
  return { low: quantile(values, outside), high: quantile(values, 1 - outside) };
}

/** Linear between the ordered values. */
function quantile(ordered: readonly number[], share: number): number {
  const place = share * (ordered.length - 1);
  const below = Math.floor(place);
  const low = ordered[below] as number;
  const high = ordered[Math.min(ordered.length - 1, below + 1)] as number;
  return low + (place - below) * (high - low);
}
