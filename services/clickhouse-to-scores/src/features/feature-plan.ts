/**
 * What must be read for a run: the union of what the measures of all scorecards and overlays ask for, and the rule of stages.
 *
 * In: the configuration. Out: columns, windows and flags for feature-queries.ts and source-state.ts. Pure.
 */
import type { CompanyConfig } from "@mimamori/company-config";
import { sqlKey } from "../measures/measure-sql.ts";
import type { FeaturePlan } from "./read-features.ts";
import type { SqlExpression } from "../measures/sql-values.ts";
import { columnsOfMeasure, usageSelect } from "./usage-columns.ts";

export interface RunPlan extends FeaturePlan {
  /** Windows over which the product's features are counted, where nobody has named them. */
  readonly featureWindows: readonly number[];
}

export function planOf({ company, lifecycle, overlays, scorecards }: CompanyConfig): RunPlan {
  const measures = [...scorecards, ...overlays].flatMap((card) => card.measures);
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
    needsMilestones:
      measures.some(({ kind }) => kind === "milestones_reached" || kind === "milestone_within") ||
      [lifecycle.onboarding, lifecycle.adopting].some((end) => end.orWhenReached !== undefined),
    sqlExpressions: distinct(
      measures.flatMap((one) =>
        one.kind === "sql" ? [{ key: sqlKey(one), from: one.from, value: one.value }] : [],
      ),
    ),
    featureWindows: [...new Set(featureWindows)],
  };
}

function distinct(expressions: readonly SqlExpression[]): SqlExpression[] {
  return [...new Map(expressions.map((one) => [one.key, one])).values()];
}
