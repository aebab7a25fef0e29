/**
 * A published model, prepared for rows of features. In: a row. Out: its risk ahead, with the lines that its logit is the sum of. Pure.
 */
import { explainer, lookAhead, rowScorer } from "@mimamori/churn-risk";
import type { ChurnModel, ChurnSnapshot } from "@mimamori/churn-risk";
import { columnsOf } from "./feature-plan.ts";
import type { ChurnFeaturePlan } from "./feature-plan.ts";
import type { AccountRisk } from "./risk-rows.ts";

/** Says of a snapshot, whose values begin at `values[from]`, what the model makes of it. */
export type RiskOfRow = (
  values: Float64Array,
  from: number,
  snapshot: ChurnSnapshot,
) => AccountRisk;

export function riskOfRows(model: ChurnModel, plan: ChurnFeaturePlan): RiskOfRow {
  const columns = columnsOf(plan);
  const scorer = rowScorer(model, columns);
  const ahead = lookAhead(model);
  const explain = explainer(model, columns);
  return (values, from, { day, offset, plan: decisions, nextDecisionDay }) => {
    const standardError = scorer.standardErrorOf(values, from);
    const window = {
      linear: scorer.linearOf(values, from, offset),
      standardError,
      // A window without a decision is the only kind with an exposure below 1.
      decisionStandardError: offset < 0 ? scorer.standardErrorOf(values, from, 0) : standardError,
    };
    const reasons = explain(values, from, offset);
    return {
      ahead: ahead({ ...window, offset, plan: decisions, day, nextDecisionDay }),
      contributions: Float64Array.from(reasons, ({ contribution }) => contribution),
      values: Float64Array.from(reasons, ({ kind, name, values: behind }) => {
        if (kind !== "group") return Number.NaN;
        return behind.find(({ column }) => column === name)?.value ?? Number.NaN;
      }),
    };
  };
}
