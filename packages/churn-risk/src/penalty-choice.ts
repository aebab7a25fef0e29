// How strongly to shrink. In: training rows and the penalties to choose from. Out: the chosen one, and what it forecast for rows that
// it was not fitted on. Pure.
import type { ChurnDataset } from "./dataset.ts";
import type { EventTier } from "./event-tiers.ts";
import { rulesOf } from "./event-tiers.ts";
import {
  fitPenalties,
  offsetsOf,
  outcomesOf,
  type Penalty,
  prepareRows,
} from "./fitted-columns.ts";
import type { HeldOutRows } from "./calibration-choice.ts";
import type { HeldOut } from "./held-out-calibration.ts";
import { probabilityOf } from "./links.ts";
import { type LogOddsParts, logOddsParts } from "./log-odds-parts.ts";
import { meanByAccounts } from "./mean-by-accounts.ts";
import { logLossOf } from "./probability-scores.ts";
import { standardisedRows } from "./training-columns.ts";
import { type ValidationFold, validationPlan } from "./validation-folds.ts";

/** A penalty and how well it forecast. */
export interface TriedPenalty extends Penalty {
  readonly logLoss: number;
  /** By how much its log loss exceeds the best one's, and the standard error of that over accounts. */
  readonly excess: number;
  readonly standardError: number;
}

export interface PenaltyChoice {
  readonly chosen: Penalty;
  readonly tried: readonly TriedPenalty[];
  readonly validation: "later" | "accounts";
  readonly shareOfAccounts: number;
  /** What the chosen penalty forecast. */
  readonly heldOut: HeldOutRows;
}

function forecastFold(
  dataset: ChurnDataset,
  { train, judge }: ValidationFold,
  penalties: readonly Penalty[],
  mostGroups: number,
  suspected: ReadonlySet<string>,
): LogOddsParts[] {
  const prepared = prepareRows(dataset, train, mostGroups, suspected);
  const fits = fitPenalties(prepared, penalties);
  const values = standardisedRows(dataset, judge, prepared.columns.kept);
  const offsets = offsetsOf(dataset, judge);
  return fits.map((fit) => logOddsParts(fit, prepared.columns.kept, values, offsets));
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * Tries every penalty of the tier on held-out rows and takes the strongest (by l2, which shrinks everything, then by that of the
 * contrasts) among those whose log loss exceeds the best by no more than one standard error of the difference (Breiman et al. 1984;
 * Hastie, Tibshirani & Friedman 2009, section 7.10, here paired). Null when no fold has both outcomes.
 */
export function choosePenalty(
  dataset: ChurnDataset,
  rows: Uint32Array,
  tier: EventTier,
  suspected: ReadonlySet<string>,
): PenaltyChoice | null {
  const rules = rulesOf(tier);
  const penalties = rules.contrastPenalties.flatMap((contrastPenalty) =>
    rules.l2.map((l2): Penalty => ({ contrastPenalty, l2 })),
  );
  const { kind, folds, share } = validationPlan(dataset, rows);
  if (folds.length === 0) return null;
  const forecasts = folds.map((fold) =>
    forecastFold(dataset, fold, penalties, rules.mostGroups, suspected),
  );
  const judged = Uint32Array.from(folds.flatMap(({ judge }) => [...judge]));
  const outcomes = outcomesOf(dataset, judged);
  const parts = penalties.map((_, place): HeldOut => {
    const ofFolds = forecasts.flatMap((fold) => fold[place] ?? []);
    return {
      fixed: concatenated(ofFolds.map(({ fixed }) => fixed)),
      features: concatenated(ofFolds.map(({ features }) => features)),
      outcomes,
    };
  });
  const losses = parts.map(lossesOf);
  const means = losses.map((each) => each.reduce((sum, loss) => sum + loss, 0) / each.length);
  const best = losses[means.indexOf(Math.min(...means))] ?? new Float64Array();
  const accountOf = judged.map((row) => dataset.accountOfRow[row] ?? 0);
  const tried = penalties.map((penalty, place): TriedPenalty => {
    const differences = (losses[place] ?? best).map((loss, row) => loss - (best[row] ?? 0));
    const { mean, standardError } = meanByAccounts(differences, accountOf);
    return { ...penalty, logLoss: means[place] ?? 0, excess: mean, standardError };
  });
  const chosenAt = strongest(tried);
  const { contrastPenalty = null, l2 = 0 } = tried[chosenAt] ?? {};
  return {
    chosen: { contrastPenalty, l2 },
    tried,
    validation: kind,
    shareOfAccounts: share,
    heldOut: {
      fixed: parts[chosenAt]?.fixed ?? new Float64Array(),
      features: parts[chosenAt]?.features ?? new Float64Array(),
      outcomes,
      accountOf,
      foldOf: Uint8Array.from(folds.flatMap(({ judge }, fold) => Array.from(judge, () => fold))),
    },
  };
}

function lossesOf({ fixed, features, outcomes }: HeldOut): Float64Array {
  return fixed.map((value, row) =>
    logLossOf(outcomes[row] ?? 0, probabilityOf(value + (features[row] ?? 0), "logit")),
  );
}

/** The place of the strongest penalty that is not reliably worse than the best. */
function strongest(tried: readonly TriedPenalty[]): number {
  const within = tried
    .map((penalty, place) => ({ ...penalty, place }))
    .filter(({ excess, standardError }) => excess <= standardError)
    .sort(
      (a, b) =>
        b.l2 - a.l2 || (b.contrastPenalty ?? Infinity) - (a.contrastPenalty ?? Infinity) || 0,
    );
  return within[0]?.place ?? 0;
}
