// What the rest of the house may use of the health rules.
export { scorecard, scorecardFor } from "./scorecard.ts";
export type { BandName, Cap, Measure, Scorecard } from "./scorecard.ts";
export { bandOf, scoreAccount } from "./score-account.ts";
export type { AccountScore, Contribution, Measured, WhyMissing } from "./score-account.ts";
export { MEASURE_KINDS } from "./measure-kinds.ts";
export type { MeasureKind } from "./measure-kinds.ts";
export { pointsOn } from "./curves.ts";
export type { Curve } from "./curves.ts";
