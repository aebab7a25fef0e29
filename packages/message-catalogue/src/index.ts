// What the rest of the house may use of the words.
export { say } from "./catalogue.ts";
export { LANGUAGES } from "./languages.ts";
export type { Language } from "./languages.ts";
export {
  explainCap,
  explainChurnColumn,
  explainMeasure,
  explainOverride,
  nameMeasure,
} from "./explanations.ts";
export type { ExplainedPart, OverriddenValue, OverrideDetails } from "./explanations.ts";
export { explainChange, explainTier } from "./explain-tiers.ts";
export type { TierTerms } from "./explain-tiers.ts";
export { formatsOf } from "./formats.ts";
export type { Formats } from "./formats.ts";
export type { CurveReason, MessageKey, Messages } from "./messages.ts";
export { DISAGREEMENTS } from "./messages.ts";
export type { Disagreement } from "./messages.ts";
