// What a move of a score is told in: measures as they stood, and parts. Types only, and the step that parts are counted in.
import type { Curve } from "./curves.ts";

/** One measure as it stood in a score. */
export interface MeasureState {
  readonly measure: string;
  /** What is measured, and how: the kind, its parameters, its freshness limit. Raw values compare within one definition only. Null: not known. */
  readonly definition: string | null;
  /** Only the proportions matter. */
  readonly weight: number;
  /** Null: missing. */
  readonly rawValue: number | null;
  readonly points: number | null;
  /** A person put the points in place of the curve's. */
  readonly isOverridden?: boolean;
  /** Of the scorecard that gave the points; left out where it is not known any more: then the points are taken as they are. */
  readonly curve?: Curve | undefined;
}

/**
 * `points`: a measure that both moments know has other points. `came`, `went`: its data came or went, and the weight of the others
 * was spread anew. `scorecard`: the scorecard gives the same data other points or another weight; a measure that is new in it, or
 * measures something else, counts with its new value already before. `cap`, `override`: these hold the score more or less than
 * before. `other`: what is left where the rows of the two scores do not say all (a score written by rules no longer known).
 */
export type MoveKind = "points" | "came" | "went" | "scorecard" | "cap" | "override" | "other";

export interface MovePart {
  readonly kind: MoveKind;
  /** Null: of the whole score. */
  readonly measure: string | null;
  /** Of the score, up (above 0) or down; a whole number of billionths, never 0. */
  readonly points: number;
}

/** Parts are whole numbers of this, so that sums of them are exact where they are added as whole numbers or decimals. */
export const MOVE_STEP = 1e-9;
