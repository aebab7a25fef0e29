// A company's churn model as data: everything that scoring, reasons and drift need, as plain JSON. Types only.
import type { DroppedColumn, TrainingColumn } from "./training-columns.ts";
import type { EventTier } from "./event-tiers.ts";
import type { LogitCalibration } from "./logit-calibration.ts";
import type { ClusteredMean } from "./mean-by-accounts.ts";
import type { TriedPenalty } from "./penalty-choice.ts";
import type { Penalty } from "./fitted-columns.ts";
import type { ColumnBins } from "./stability.ts";

/** A column with its weight in the log-odds, and the values that the training saw. */
export interface ModelColumn extends TrainingColumn {
  /** Change of the log-odds per unit of the transformed value. Above 0: more of it raises the risk. */
  readonly weight: number;
  /** Index into the model's groups. */
  readonly group: number;
  readonly bins: ColumnBins;
}

/** Strongly correlated columns, which give one reason together. */
export interface ModelGroup {
  /** Its column that moves the log-odds most. */
  readonly name: string;
  readonly columns: readonly string[];
}

/** What the model was trained on and how its penalty was chosen. */
export interface TrainingReport {
  /** Windows that were over by this company day were learned from. */
  readonly asOfDay: number;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly rows: number;
  readonly accounts: number;
  readonly events: number;
  readonly tier: EventTier;
  readonly dropped: readonly DroppedColumn[];
  readonly chosen: Penalty;
  readonly tried: readonly TriedPenalty[];
  /** By held-out rows: below 1 the features had been too bold. Weights and intercept of the model hold it already. */
  readonly calibrationSlope: number;
  /** By how much the log-odds of later rows had been higher than forecast; 0 when the held-out rows are not later ones. */
  readonly drift: number;
  /** By how much the isotonic curve's log loss on later rows was below the line's; null where there are too few churns to ask. */
  readonly curveGain: ClusteredMean | null;
  /** Held-out rows were later ones, or those of other accounts where the time was too short. */
  readonly validation: "later" | "accounts";
  /** Of the accounts, how many the choice used; the model itself uses all. */
  readonly shareOfAccountsForChoice: number;
}

export interface ChurnModel {
  readonly format: 1;
  readonly columns: readonly ModelColumn[];
  readonly groups: readonly ModelGroup[];
  /** Log-odds of an average account at a monthly decision. */
  readonly intercept: number;
  /** What the sum of intercept, exposure and columns still becomes. */
  readonly calibration: LogitCalibration;
  /** See uncertaintyFactor: of the intercept and the columns in their order. */
  readonly uncertainty: readonly number[];
  readonly training: TrainingReport;
}
