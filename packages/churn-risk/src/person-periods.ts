// Lifetimes cut into periods: what a discrete-time hazard is fitted on. In: lifetimes. Out: one row per account and period. Pure.
import { ChurnRiskError } from "./errors.ts";
import { checkLifetimes, type Lifetimes } from "./kaplan-meier.ts";

/** One entry per account and period that it was seen in; accounts in their order, periods ascending. */
export interface PersonPeriods {
  /** Row of the account in the lifetimes. */
  readonly subjects: Uint32Array;
  /** Number of the period from 0. */
  readonly periods: Uint32Array;
  /** Whether the account ended in the period. */
  readonly ended: Uint8Array;
  /** How much of the period it was seen, in the unit of the durations: log(exposure) is an offset under cloglog. */
  readonly exposures: Float64Array;
}

function checkEdges(edges: readonly number[]): void {
  if (edges.length === 0 || edges.some((edge, place) => !(edge > (edges[place - 1] ?? 0))))
    throw new ChurnRiskError(
      "input_invalid",
      "the ends of the periods must rise, beginning above 0.",
    );
}

/**
 * Cuts lifetimes at `edges`: period k is (edges[k - 1], edges[k]], the first begins with 0. What lies beyond the last edge is
 * cut off, so an end there is not seen. An account that ended at 0 ended in the first period; one last seen alive at 0 was
 * never at risk and has no row (Singer & Willett 1993, Journal of Educational Statistics 18: 155-195).
 * Throws ChurnRiskError: input_invalid.
 */
export function personPeriods(lifetimes: Lifetimes, edges: readonly number[]): PersonPeriods {
  checkLifetimes(lifetimes);
  checkEdges(edges);
  const { durations, ended } = lifetimes;
  // The first period belongs to who ended at 0, too.
  const periodsOf = (row: number): number => {
    const duration = durations[row] ?? 0;
    if (duration === 0) return ended[row] ?? 0;
    const last = edges.findIndex((edge) => edge >= duration);
    return last === -1 ? edges.length : last + 1;
  };
  const counts = Uint32Array.from(durations, (_, row) => periodsOf(row));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const table = {
    subjects: new Uint32Array(total),
    periods: new Uint32Array(total),
    ended: new Uint8Array(total),
    exposures: new Float64Array(total),
  };
  let at = 0;
  counts.forEach((count, row) => {
    const duration = durations[row] ?? 0;
    const beyond = duration > (edges.at(-1) ?? 0);
    for (let period = 0; period < count; period++, at++) {
      table.subjects[at] = row;
      table.periods[at] = period;
      table.exposures[at] = Math.min(duration, edges[period] ?? 0) - (edges[period - 1] ?? 0);
      table.ended[at] = period === count - 1 && !beyond ? (ended[row] ?? 0) : 0;
    }
  });
  return table;
}
