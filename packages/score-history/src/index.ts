// What the rest of the house may use of the scores of the past.
export { readScorecards, recordScorecards } from "./scorecards.ts";
export type { ScorecardsInForce } from "./scorecards.ts";
export { readStoredScores } from "./stored-scores.ts";
export type { StoredReason, StoredScore } from "./stored-scores.ts";
export { tellMove } from "./tell-move.ts";
export type { ToldPart } from "./tell-move.ts";
