// What the rest of the house may use of the words.
export { say } from "./catalogue.ts";
export { LANGUAGES } from "./languages.ts";
export type { Language } from "./languages.ts";
export {
  explainCap,
  explainChurnColumn,
  explainMeasure,
  explainOverride,
  explainTier,
} from "./explanations.ts";
export type { ExplainedPart, OverriddenValue, OverrideDetails, TierValue } from "./explanations.ts";
export { formatsOf } from "./formats.ts";
export type { Formats } from "./formats.ts";
export type { CurveReason, MessageKey, Messages } from "./messages.ts";
