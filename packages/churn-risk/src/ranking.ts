// How well scores put those who churn first. In: outcomes and scores (any scale, high is likely to churn). Out: one figure. Pure.
import { ChurnRiskError } from "./errors.ts";
import { checkScores, countBothOutcomes } from "./forecast-checks.ts";
import { tieGroups } from "./tie-groups.ts";

/**
 * The area under the ROC curve: the probability that one who churned has a higher score than one who stayed, ties counted
 * half (Hanley & McNeil 1982, Radiology 143: 29-36). 0.5 is chance.
 * Throws ChurnRiskError: input_invalid, one_outcome.
 */
export function rocAuc(y: Uint8Array, scores: Float64Array): number {
  checkScores(y, scores);
  const churned = countBothOutcomes(y);
  let stayedBelow = 0;
  let pairs = 0;
  for (const group of tieGroups(y, scores)) {
    const stayed = group.rows - group.churned;
    pairs += group.churned * (stayedBelow + stayed / 2);
    stayedBelow += stayed;
  }
  return pairs / (churned * (y.length - churned));
}

/**
 * Average precision, the area under the precision-recall curve as a step function: sum of (recall gained) * precision over
 * the scores from the highest down; chance is the share of those who churned.
 * Throws ChurnRiskError: input_invalid, one_outcome.
 */
export function averagePrecision(y: Uint8Array, scores: Float64Array): number {
  checkScores(y, scores);
  const churned = countBothOutcomes(y);
  let found = 0;
  let called = 0;
  let area = 0;
  for (const group of tieGroups(y, scores).reverse()) {
    found += group.churned;
    called += group.rows;
    area += (group.churned / churned) * (found / called);
  }
  return area;
}

/**
 * How many times more often the top share of the scores churned than all did, for each of the shares. Where the cut falls among equal
 * scores, that group counts in part. Throws ChurnRiskError: input_invalid, one_outcome.
 */
export function liftsAt(y: Uint8Array, scores: Float64Array, shares: readonly number[]): number[] {
  checkScores(y, scores);
  for (const share of shares) {
    if (share > 0 && share <= 1) continue;
    throw new ChurnRiskError("input_invalid", `a share of ${share}: it lies above 0 and up to 1.`);
  }
  const churned = countBothOutcomes(y);
  const groups = tieGroups(y, scores).reverse();
  return shares.map((share) => {
    let places = share * y.length;
    let found = 0;
    for (const group of groups) {
      const taken = Math.min(1, places / group.rows);
      found += taken * group.churned;
      places -= taken * group.rows;
      if (places <= 0) break;
    }
    return found / (share * y.length) / (churned / y.length);
  });
}
