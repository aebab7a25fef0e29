/** What a model of a backtest is called, in the words of its reader. Pure. */
import type { ForecastReport } from "@mimamori/churn-risk";

type Which = Pick<ForecastReport, "name" | "lead" | "horizonDays">;

/** "churn risk, 28 days ahead". */
export function titleOf({ name, lead, horizonDays }: Which): string {
  if (name === "health-score") return `health score, next ${String(horizonDays)} days`;
  if (lead === null) return "churn risk, any day of the month";
  return lead === 0 ? "churn risk, at the decision" : `churn risk, ${lead} days ahead`;
}

/** A name for files: "churn-risk-lead-28". */
export function slugOf({ name, lead, horizonDays }: Which): string {
  if (name === "health-score") return `${name}-${String(horizonDays)}-days`;
  return `${name}-lead-${lead === null ? "spread" : String(lead)}`;
}

/** The model that the details are shown of: the one that runs daily, else the first. */
export function mainModel(models: readonly ForecastReport[]): ForecastReport | undefined {
  const risks = models.filter(({ name }) => name === "churn-risk");
  return risks.find(({ lead }) => lead === null) ?? risks[0] ?? models[0];
}

/** The health score over the longest horizon that could be judged. */
export function longestHealth(models: readonly ForecastReport[]): ForecastReport | undefined {
  const withBands = models.filter(({ bands }) => bands.length > 0);
  return withBands.findLast(({ n }) => n > 0) ?? withBands.at(-1);
}
