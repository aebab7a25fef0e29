// How many stay how long, when not everybody has left yet. In: durations and whether each ended. Out: a step function. Pure.
import { ChurnRiskError } from "./errors.ts";

/** How long each account was seen (months, days: any unit), and whether it ended there (1) or was still there (0). */
export interface Lifetimes {
  readonly durations: Float64Array;
  readonly ended: Uint8Array;
}

/** One step per time at which somebody was last seen, in ascending order. */
export interface SurvivalCurve {
  readonly times: Float64Array;
  /** The share that is there after each time. */
  readonly survival: Float64Array;
  /** Greenwood's standard error of the survival. */
  readonly standardErrors: Float64Array;
  readonly atRisk: Float64Array;
  readonly ends: Float64Array;
}

/** Throws ChurnRiskError (input_invalid) unless durations are finite, 0 or more, and each has an end of 0 or 1. */
export function checkLifetimes({ durations, ended }: Lifetimes): void {
  if (durations.length === 0) throw new ChurnRiskError("input_invalid", "there are no lifetimes.");
  if (durations.length !== ended.length)
    throw new ChurnRiskError(
      "input_invalid",
      `${durations.length} durations need as many ends, found ${ended.length}.`,
    );
  const wrong = durations.findIndex(
    (duration, row) => !(duration >= 0 && Number.isFinite(duration)) || (ended[row] ?? 0) > 1,
  );
  if (wrong !== -1)
    throw new ChurnRiskError(
      "input_invalid",
      `lifetime ${wrong} lasts ${String(durations[wrong])} and ends with ${String(ended[wrong])}: a duration is 0 or more, an end 0 or 1.`,
    );
}

/** Row numbers, shortest duration first. */
export function byDuration(durations: Float64Array): Uint32Array {
  return Uint32Array.from(durations, (_, row) => row).sort(
    (a, b) => (durations[a] ?? 0) - (durations[b] ?? 0),
  );
}

/**
 * The product-limit estimate (Kaplan & Meier 1958, JASA 53: 457-481) with the standard errors of Greenwood (1926). Who was
 * last seen at a time counts as at risk there: ends come before withdrawals. Throws ChurnRiskError: input_invalid.
 */
export function kaplanMeier(lifetimes: Lifetimes): SurvivalCurve {
  checkLifetimes(lifetimes);
  const { durations, ended } = lifetimes;
  const order = byDuration(durations);
  const steps: { time: number; survival: number; error: number; atRisk: number; ends: number }[] =
    [];
  let survival = 1;
  let greenwood = 0;
  for (let from = 0; from < order.length;) {
    const time = durations[order[from] ?? 0] ?? 0;
    const atRisk = order.length - from;
    let ends = 0;
    let next = from;
    for (; next < order.length && durations[order[next] ?? 0] === time; next++)
      ends += ended[order[next] ?? 0] ?? 0;
    survival *= 1 - ends / atRisk;
    // When all have left, the survival is 0 and so is its error.
    greenwood += ends === atRisk ? 0 : ends / (atRisk * (atRisk - ends));
    steps.push({ time, survival, error: survival * Math.sqrt(greenwood), atRisk, ends });
    from = next;
  }
  return {
    times: Float64Array.from(steps, (step) => step.time),
    survival: Float64Array.from(steps, (step) => step.survival),
    standardErrors: Float64Array.from(steps, (step) => step.error),
    atRisk: Float64Array.from(steps, (step) => step.atRisk),
    ends: Float64Array.from(steps, (step) => step.ends),
  };
}

/** How many steps of the curve lie at or before `time`, or only before it. */
function stepsUntil(times: Float64Array, time: number, including: boolean): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = times[middle] ?? 0;
    if (at < time || (including && at === time)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** S(t): the share that is there after `time`. Beyond the last time it stays what it was. */
export function survivalAt({ times, survival }: SurvivalCurve, time: number): number {
  const steps = stepsUntil(times, time, true);
  return steps === 0 ? 1 : (survival[steps - 1] ?? 1);
}

/** S(t-): the share that is there just before `time`. */
export function survivalBefore({ times, survival }: SurvivalCurve, time: number): number {
  const steps = stepsUntil(times, time, false);
  return steps === 0 ? 1 : (survival[steps - 1] ?? 1);
}
