// Every sentence that the product can say, with what it needs to know. A language is an object of this type: one that lacks
// a sentence does not compile. A new measure kind, band, tier or reason adds its keys by itself.
import type { BandName, MeasureKind, MeasureOf, WhyMissing } from "@mimamori/health-score";
import type { BriefMessages } from "./brief-messages.ts";
import type { ChurnColumn } from "./churn-columns.ts";
import type { Names, Sentences } from "./message-shapes.ts";
import type { TierMessages } from "./tier-messages.ts";

/** What a measure's sentence knows: the raw value as the kind defines it, and the scorecard's parameters. */
export type MeasureParams<K extends MeasureKind> = Pick<
  MeasureOf<K>,
  Exclude<keyof MeasureOf<K>, "id" | "group" | "weight" | "curve" | "freshnessDays">
> & { readonly value: number };

/** What a person put in place of a computed value. `value` and `until` are in the language's form. */
export interface OverrideParams {
  readonly value: string;
  readonly author: string;
  readonly until: string;
  readonly reason: string;
}

/** Why a retention curve is of its kind. */
export type CurveReason =
  | "tenure-matters"
  | "tenure-does-not-show"
  | "too-few-to-compare"
  | "few-churns-in-term"
  | "nothing-known";

/** What held before and what holds now, each in words; empty where nothing does. */
export interface MovedWords {
  readonly then: string;
  readonly now: string;
}

/** A changed scorecard: its name before and now, and what the change does: "Usage trend −4.0, Seats in use −0.3". */
export interface ChangedScorecard extends MovedWords {
  readonly most: string;
  /** How many more measures it judges otherwise, and what they come to; 0 and empty when `most` has them all. */
  readonly more: number;
  readonly morePoints: string;
}

/** Why health and money (or churn risk) disagree. */
export const DISAGREEMENTS = [
  "given-notice",
  "churn-risk-high",
  "mrr-falling",
  "invoice-overdue",
  "churn-risk-low",
  "mrr-growing",
] as const;
export type Disagreement = (typeof DISAGREEMENTS)[number];

/** What a customer base is worth at one retention rate for all, and by the ages of its accounts. Minor units of the currency. */
export interface ValueGapParams {
  readonly retention: number;
  readonly naiveMinor: number;
  readonly valueMinor: number;
  readonly currency: string;
}

type MeasureSentences = {
  readonly [K in MeasureKind as `measure.${K}.low` | `measure.${K}.high`]: (
    params: MeasureParams<K>,
  ) => string;
};

export type Messages = Names<`band.${BandName | "insufficient-data" | "closed"}`> &
  Names<`measure.${MeasureKind}.name`> &
  MeasureSentences &
  Sentences<`missing.${WhyMissing}`, { readonly measureName: string }> &
  Sentences<"override.score" | "override.band" | "override.measure", OverrideParams> &
  Sentences<"override.excluded", Omit<OverrideParams, "value">> &
  Sentences<"capture.usage", { readonly days: string }> &
  Sentences<"capture.scores", { readonly fallen: number; readonly accounts: number }> &
  Sentences<"cap", { readonly atMost: number; readonly because: string }> &
  Names<`disagreement.${Disagreement}`> &
  Names<
    `move.${"scorecard" | "cap" | "override" | "other" | "came" | "went"}.name` | "move.other"
  > &
  Sentences<"move.points" | "move.scorecard" | "move.held", MovedWords> &
  Sentences<"move.scorecard.all", ChangedScorecard> &
  Sentences<"move.came" | "move.went", Pick<MovedWords, "now">> &
  Names<`curve.${CurveReason}` | "value-gap.unknown"> &
  Sentences<"value-gap", ValueGapParams> &
  Names<"churn.base" | "churn.term" | "churn.calibration" | `churn.${ChurnColumn}`> &
  Sentences<"churn.usage", { readonly feature: string }> &
  Sentences<"churn.with", { readonly reason: string; readonly others: readonly string[] }> &
  TierMessages &
  BriefMessages;

export type MessageKey = keyof Messages;
