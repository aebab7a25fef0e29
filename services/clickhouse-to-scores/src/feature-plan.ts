/**
 * What must be read for a run: the union of what the measures of all scorecards ask for.
 *
 * In: the configuration. Out: columns, windows and flags for feature-queries.ts and source-state.ts. Pure.
 */
import type { CompanyConfig } from "@mimamori/company-config";
import type { FeaturePlan } from "./read-features.ts";
import { columnsOfMeasure, usageSelect } from "./usage-columns.ts";

export interface RunPlan extends FeaturePlan {
  /** Windows over which the product's features are counted, where nobody has named them. */
  readonly featureWindows: readonly number[];
}

export function planOf({ company, scorecards }: CompanyConfig): RunPlan {
  const measures = scorecards.flatMap((card) => card.measures);
  const { productFeatures } = company;
  const featureWindows = measures.flatMap((measure) =>
    measure.kind === "feature_breadth" && (measure.features ?? productFeatures) === undefined
      ? [measure.windowDays]
      : [],
  );
  const ticketWindows = measures.flatMap((measure) =>
    measure.kind === "ticket_load" ? [measure.windowDays] : [],
  );
  return {
    usage: usageSelect(measures.flatMap((measure) => columnsOfMeasure(measure, productFeatures))),
    ticketDays: Math.max(1, ...ticketWindows),
    needsMilestones: measures.some(({ kind }) => kind === "milestones_reached"),
    featureWindows: [...new Set(featureWindows)],
  };
}
