// In: a scorecard. Out: what share of the score each measure has, before anything is missing. Pure.
import type { Measure, Scorecard } from "./scorecard.ts";

function sumOf(measures: readonly Measure[]): number {
  return measures.reduce((sum, { weight }) => sum + weight, 0);
}

/** The weight on the scale of the groups: of a named group its part of the group's, else its own. */
function scaledWeight(measure: Measure, card: Scorecard): number {
  const group = card.groups?.find(({ id }) => id === measure.group);
  if (group === undefined) return measure.weight;
  const ofGroup = sumOf(card.measures.filter((one) => one.group === group.id));
  return ofGroup === 0 ? 0 : (group.weight * measure.weight) / ofGroup;
}

/** The weights by measure id; only their proportions matter. */
export function measureWeights(card: Scorecard): ReadonlyMap<string, number> {
  return new Map(card.measures.map((measure) => [measure.id, scaledWeight(measure, card)]));
}
