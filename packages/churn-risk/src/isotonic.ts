// The closest rising steps to what happened. In: outcomes and scores. Out: the steps, from the lowest score up. Pure.
import { type TieGroup, tieGroups } from "./tie-groups.ts";

/** Neighbouring scores that are given the same share. */
export interface IsotonicStep {
  readonly lowest: number;
  readonly highest: number;
  /** Sum of the scores of its rows. */
  readonly scoreSum: number;
  readonly rows: number;
  readonly churned: number;
}

function stepOf({ score, rows, churned }: TieGroup): IsotonicStep {
  return { lowest: score, highest: score, scoreSum: score * rows, rows, churned };
}

/**
 * Pool adjacent violators: the least-squares fit that never falls with the score (Ayer et al. 1955, Annals of Mathematical
 * Statistics 26: 641-647). A step's share is churned / rows; the shares' mean over rows is that of the outcomes.
 */
export function poolAdjacentViolators(y: Uint8Array, scores: Float64Array): IsotonicStep[] {
  const steps: IsotonicStep[] = [];
  for (const group of tieGroups(y, scores)) {
    let step = stepOf(group);
    for (
      let before = steps.at(-1);
      before !== undefined && before.churned * step.rows >= step.churned * before.rows;
      before = steps.at(-1)
    ) {
      steps.pop();
      step = {
        lowest: before.lowest,
        highest: step.highest,
        scoreSum: before.scoreSum + step.scoreSum,
        rows: before.rows + step.rows,
        churned: before.churned + step.churned,
      };
    }
    steps.push(step);
  }
  return steps;
}
