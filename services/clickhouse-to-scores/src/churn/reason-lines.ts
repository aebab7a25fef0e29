/**
 * The lines that a model's logit is the sum of, in words. In: the model, the company's language. Out: a name and a template for each,
 * in the order of explainer(). Pure. They are kept with the model; the views put in the raw values.
 */
import { MID_TERM } from "@mimamori/churn-risk";
import type { ChurnModel } from "@mimamori/churn-risk";
import type { Company } from "@mimamori/company-config";
import { explainChurnColumn, say } from "@mimamori/message-catalogue";
import type { ReasonLine } from "./model-store.ts";

/** Base, term, the model's groups, and the bend of a calibration that has one. */
export function reasonLines(
  { groups, calibration }: ChurnModel,
  { language }: Company,
): ReasonLine[] {
  const ofGroups = groups
    .filter(({ name }) => name !== MID_TERM)
    .map(({ name, columns }) => ({ name, template: explainChurnColumn(language, name, columns) }));
  return [
    { name: "base", template: say(language, "churn.base") },
    { name: "term", template: say(language, "churn.term") },
    ...ofGroups,
    ...(calibration.kind === "linear"
      ? []
      : [{ name: "calibration", template: say(language, "churn.calibration") }]),
  ];
}
