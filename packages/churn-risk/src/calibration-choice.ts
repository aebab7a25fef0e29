// Whether a bent calibration is worth it. In: what was forecast for held-out rows, fold by fold in time. Out: the curve, or the line
// alone. Pure.
import {
  type CalibrationPrior,
  fitLine,
  type HeldOut,
  type HeldOutLine,
} from "./held-out-calibration.ts";
import { probabilityOf } from "./links.ts";
import { calibratedLogit, fitLogitCurve, type LogitCalibration } from "./logit-calibration.ts";
import { type ClusteredMean, meanByAccounts } from "./mean-by-accounts.ts";
import { logLossOf } from "./probability-scores.ts";

/** Held-out rows with the fold and the account of each; folds ascend with time. */
export interface HeldOutRows extends HeldOut {
  readonly accountOf: Uint32Array;
  readonly foldOf: Uint8Array;
}

export interface CalibrationChoice {
  readonly calibration: LogitCalibration;
  /** By how much the curve's log loss on later rows was below the line's; null where that was not asked. */
  readonly gain: ClusteredMean | null;
}

/** Fewer than this and the curve follows the noise (Niculescu-Mizil & Caruana 2005, ICML). */
const LEAST_EVENTS = 500;
/** Nor can a curve be fitted where the earlier folds hold less than these. */
const LEAST_EARLIER_EVENTS = 100;

function pick(rows: HeldOutRows, isIn: (fold: number) => boolean): HeldOutRows {
  const here = (_: number, row: number): boolean => isIn(rows.foldOf[row] ?? 0);
  return {
    fixed: rows.fixed.filter(here),
    features: rows.features.filter(here),
    outcomes: rows.outcomes.filter(here),
    accountOf: rows.accountOf.filter(here),
    foldOf: rows.foldOf.filter(here),
  };
}

function corrected({ fixed, features }: HeldOut, { shift, slope }: HeldOutLine): Float64Array {
  return fixed.map((value, row) => value + shift + slope * (features[row] ?? 0));
}

/** Per row of a fold: the line's log loss less the curve's, both fitted on the folds before it. */
function gainsIn(rows: HeldOutRows, fold: number, prior: CalibrationPrior): number[] {
  const earlier = pick(rows, (other) => other < fold);
  const churned = earlier.outcomes.reduce((sum, outcome) => sum + outcome, 0);
  if (churned < LEAST_EARLIER_EVENTS) return [];
  const line = fitLine(earlier, prior);
  const curve = fitLogitCurve(earlier.outcomes, corrected(earlier, line));
  const judged = pick(rows, (other) => other === fold);
  return Array.from(corrected(judged, line), (logit, row) => {
    const outcome = judged.outcomes[row] ?? 0;
    const bent = probabilityOf(calibratedLogit(curve, logit), "logit");
    return logLossOf(outcome, probabilityOf(logit, "logit")) - logLossOf(outcome, bent);
  });
}

/**
 * The isotonic curve over the line's log-odds, if it forecast later held-out rows better than the line by more than one standard error
 * of the difference, and there are over 500 churns; else the line alone.
 */
export function chooseCalibration(
  rows: HeldOutRows,
  events: number,
  prior: CalibrationPrior,
): CalibrationChoice {
  const linear: CalibrationChoice = { calibration: { kind: "linear" }, gain: null };
  if (events <= LEAST_EVENTS) return linear;
  const gains: number[] = [];
  const accounts: number[] = [];
  for (const fold of new Set(rows.foldOf)) {
    const ofFold = gainsIn(rows, fold, prior);
    if (ofFold.length === 0) continue;
    for (const one of ofFold) gains.push(one);
    rows.accountOf.forEach((account, row) => {
      if (rows.foldOf[row] === fold) accounts.push(account);
    });
  }
  if (gains.length === 0) return linear;
  const gain = meanByAccounts(Float64Array.from(gains), Uint32Array.from(accounts));
  if (!(gain.mean > gain.standardError)) return { ...linear, gain };
  const logits = corrected(rows, fitLine(rows, prior));
  return { calibration: fitLogitCurve(rows.outcomes, logits), gain };
}
