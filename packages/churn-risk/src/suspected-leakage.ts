// Signals too good to be true. In: rows with outcomes. Out: which columns, or whether a model, tell the outcomes apart so well that they
// must be suspected to come from after them. Pure.
import { type ChurnDataset, MID_TERM } from "./dataset.ts";
import { outcomesOf } from "./fitted-columns.ts";
import type { HeldOut } from "./held-out-calibration.ts";
import { rocAuc } from "./ranking.ts";

/** How well scores tell outcomes apart, and by how many churns that is known. */
export interface Separation {
  /** Either way round: never below .5. */
  readonly auc: number;
  readonly events: number;
}

/** Customers are hardly ever this predictable (docs/statistics.md): until somebody shows otherwise it is leakage. */
const LEAST_AUC = 0.95;
const LEAST_EVENTS = 30;
/** More rows than these do not change the verdict, and only cost time. */
const MOST_SAMPLED = 8_000;

/**
 * The area under the ROC curve over pairs of the same stratum: rows of like exposure, so that nothing is suspected for knowing when
 * a contract can be left.
 */
export function separationWithin(
  strata: Float64Array,
  outcomes: Uint8Array,
  scores: Float64Array,
): Separation {
  const rowsOf = new Map<number, number[]>();
  strata.forEach((stratum, row) => {
    if (Number.isNaN(scores[row])) return;
    const rows = rowsOf.get(stratum);
    if (rows === undefined) rowsOf.set(stratum, [row]);
    else rows.push(row);
  });
  let [concordant, pairs, events] = [0, 0, 0];
  for (const rows of rowsOf.values()) {
    const y = Uint8Array.from(rows, (row) => outcomes[row] ?? 0);
    const left = y.reduce((sum, one) => sum + one, 0);
    const here = left * (y.length - left);
    if (here === 0) continue;
    concordant +=
      here *
      rocAuc(
        y,
        Float64Array.from(rows, (row) => scores[row] ?? 0),
      );
    pairs += here;
    events += left;
  }
  const auc = pairs === 0 ? 0.5 : concordant / pairs;
  return { auc: Math.max(auc, 1 - auc), events };
}

/** Whether that is too good to be true. */
export function isSuspect({ auc, events }: Separation): boolean {
  return auc >= LEAST_AUC && events >= LEAST_EVENTS;
}

/** How well the features told apart held-out rows; those with the same fixed part are alike in exposure, and of one fold. */
export function separationOf({ fixed, features, outcomes }: HeldOut): Separation {
  return separationWithin(fixed, outcomes, features);
}

/** Up to so many of each outcome, evenly over the rows. */
function sampled(dataset: ChurnDataset, rows: Uint32Array): Uint32Array {
  const thinned = (outcome: number): number[] => {
    const all = [...rows.filter((row) => dataset.outcome[row] === outcome)];
    const step = Math.max(1, all.length / MOST_SAMPLED);
    return Array.from({ length: Math.min(all.length, MOST_SAMPLED) }, (_, index) => {
      return all[Math.floor(index * step)] ?? 0;
    });
  };
  return Uint32Array.from([...thinned(1), ...thinned(0)]);
}

/**
 * The columns that alone tell at least 30 churns from the rows of like exposure with an AUC of .95 or more. What the contract says of
 * the window itself is exempt.
 */
export function suspectedColumns(dataset: ChurnDataset, rows: Uint32Array): string[] {
  const { columns, values, offset } = dataset;
  const sample = sampled(dataset, rows);
  const outcomes = outcomesOf(dataset, sample);
  const strata = Float64Array.from(sample, (row) => offset[row] ?? 0);
  return columns.flatMap(({ name }, place) => {
    if (name === MID_TERM) return [];
    const scores = Float64Array.from(
      sample,
      (row) => values[row * columns.length + place] ?? Number.NaN,
    );
    return isSuspect(separationWithin(strata, outcomes, scores)) ? [name] : [];
  });
}
