// How far off a number computed from a curve may be, from the errors of the curve's parameters: no draws, some evaluations. Pure.
import { FAMILIES } from "./curve-families.ts";
import type { CurveFit } from "./fit-curve.ts";
import type { RetentionCurve } from "./retention-curves.ts";
import { quadraticForm } from "./small-matrices.ts";

const NUDGE = 1e-4;

/** Curves a little to both sides of the fitted one, two for each parameter; null where the fit has no errors. */
export function nudgedCurves(fit: CurveFit): readonly RetentionCurve[] | null {
  const { logParameters, logCovariance } = fit;
  if (logParameters === null || logCovariance === null) return null;
  return [...logParameters.keys()].flatMap((index) =>
    [NUDGE, -NUDGE].map((nudge) => {
      const logs = Float64Array.from(logParameters);
      logs[index] = (logs[index] as number) + nudge;
      return FAMILIES[fit.curve.kind].toCurve(logs);
    }),
  );
}

/** The standard error of a number, given its values on the nudged curves in their order. */
export function standardErrorFrom(fit: CurveFit, values: readonly number[]): number | null {
  if (fit.logCovariance === null) return null;
  const gradient = Float64Array.from(
    { length: values.length / 2 },
    (_, index) => ((values[2 * index] as number) - (values[2 * index + 1] as number)) / (2 * NUDGE),
  );
  return Math.sqrt(Math.max(0, quadraticForm(fit.logCovariance, gradient)));
}

/** The standard error of whatever is computed from a fit's curve (delta method); null where fit or value has none. */
export function standardErrorOf(
  fit: CurveFit,
  valueOfCurve: (curve: RetentionCurve) => number | null,
): number | null {
  const values = nudgedCurves(fit)?.map(valueOfCurve);
  if (values === undefined) return null;
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : standardErrorFrom(fit, known);
}
