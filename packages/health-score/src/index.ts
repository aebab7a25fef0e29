// What the rest of the house may use of the health rules.
export { scorecard } from "./scorecard.ts";
export type { BandName, Cap, Measure, MeasureOf, Scorecard } from "./scorecard.ts";
export { claimsOf, scorecardFor } from "./choose-scorecard.ts";
export { lifecycle, stageOf, STAGES } from "./lifecycle.ts";
export type { Lifecycle, Stage } from "./lifecycle.ts";
export { overlay, withOverlays } from "./overlay.ts";
export type { DecisionAhead, Overlay } from "./overlay.ts";
export { bandOf, overrideScore, scoreAccount } from "./score-account.ts";
export type {
  AccountScore,
  Contribution,
  Measured,
  ScoreOverride,
  WhyMissing,
} from "./score-account.ts";
export { MEASURE_KINDS } from "./measure-kinds.ts";
export type { MeasureKind } from "./measure-kinds.ts";
export { SQL_FAMILIES } from "./sql-measure.ts";
export type { SqlFamily } from "./sql-measure.ts";
export { pointsOn } from "./curves.ts";
export type { Curve } from "./curves.ts";
export { moveBetween } from "./score-move.ts";
export type { ScoreState } from "./score-move.ts";
export { MOVE_STEP } from "./move-parts.ts";
export type { MeasureState, MoveKind, MovePart } from "./move-parts.ts";
export { roundToSum } from "./round-to-sum.ts";
export { bandRank } from "./band-rank.ts";
export { definitionOf } from "./measure-definition.ts";
