// What a measure measures, as a text to compare. Pure.
import type { Measure } from "./scorecard.ts";

/** The kind, its parameters and its freshness limit: two measures with the same text have raw values that compare. */
export function definitionOf(measure: Measure): string {
  const { id: _id, group: _group, weight: _weight, curve: _curve, ...defined } = measure;
  const entries = Object.entries(defined).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify(entries);
}
