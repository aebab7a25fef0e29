// How well risks say who leaves first. In: lifetimes and a risk each (high leaves early). Out: the C-index. Pure.
import { ChurnRiskError } from "./errors.ts";
import { byDuration, checkLifetimes, type Lifetimes } from "./kaplan-meier.ts";

/** Counts of ranks, whose prefix sums cost a logarithm (Fenwick 1994, Software: Practice and Experience 24: 327-336). */
class RankCounts {
  readonly #sums: Uint32Array;

  constructor(ranks: number) {
    this.#sums = new Uint32Array(ranks + 1);
  }

  add(rank: number): void {
    for (let at = rank + 1; at < this.#sums.length; at += at & -at)
      this.#sums[at] = (this.#sums[at] ?? 0) + 1;
  }

  /** How many were added with a rank below. */
  below(rank: number): number {
    let sum = 0;
    for (let at = rank; at > 0; at -= at & -at) sum += this.#sums[at] ?? 0;
    return sum;
  }
}

/** The rank of each risk from 0; equal risks have the same. */
function ranksOf(risks: Float64Array): Uint32Array {
  const distinct = [...new Set(Float64Array.from(risks).sort())];
  const rankOf = new Map(distinct.map((risk, rank) => [risk, rank]));
  return Uint32Array.from(risks, (risk) => rankOf.get(risk) ?? 0);
}

/**
 * Harrell's C (Harrell et al. 1982, JAMA 247: 2543-2546): of all pairs of which one is known to have left first, the share
 * in which that one had the higher risk, equal risks counted half. Two who left at the same time are no pair; one who left
 * and one who was still there then are. 0.5 is chance. Takes n log n steps.
 * Throws ChurnRiskError: input_invalid, one_outcome when there is no such pair.
 */
export function concordance(lifetimes: Lifetimes, risks: Float64Array): number {
  checkLifetimes(lifetimes);
  const { durations, ended } = lifetimes;
  if (risks.length !== durations.length || risks.some((risk) => !Number.isFinite(risk)))
    throw new ChurnRiskError(
      "input_invalid",
      `${durations.length} lifetimes need as many finite risks.`,
    );
  const ranks = ranksOf(risks);
  const outlived = new RankCounts(risks.length);
  const order = byDuration(durations).reverse();
  let [pairs, concordant, longer] = [0, 0, 0];
  for (let from = 0; from < order.length;) {
    const time = durations[order[from] ?? 0];
    let next = from;
    while (next < order.length && durations[order[next] ?? 0] === time) next += 1;
    const together = order.subarray(from, next);
    const leavers = together.filter((row) => ended[row] === 1);
    for (const row of together) if (ended[row] === 0) outlived.add(ranks[row] ?? 0);
    longer += together.length - leavers.length;
    for (const row of leavers) {
      const rank = ranks[row] ?? 0;
      const lower = outlived.below(rank);
      concordant += lower + (outlived.below(rank + 1) - lower) / 2;
    }
    pairs += leavers.length * longer;
    for (const row of leavers) outlived.add(ranks[row] ?? 0);
    longer += leavers.length;
    from = next;
  }
  if (pairs === 0)
    throw new ChurnRiskError(
      "one_outcome",
      "nobody is known to have left before somebody else: there is no pair to compare.",
    );
  return concordant / pairs;
}
