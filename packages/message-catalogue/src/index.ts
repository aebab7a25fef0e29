// What the rest of the house may use of the words.
export { say } from "./catalogue.ts";
export { LANGUAGES } from "./languages.ts";
export type { Language } from "./languages.ts";
export { explainCap, explainChurnColumn, explainMeasure, explainTier } from "./explanations.ts";
export type { ExplainedPart, TierValue } from "./explanations.ts";
export { formatsOf } from "./formats.ts";
export type { Formats } from "./formats.ts";
export type { CurveReason, MessageKey, Messages } from "./messages.ts";
