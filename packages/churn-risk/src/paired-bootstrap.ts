// Whether one model is better than another, or only luckier. In: both losses of each row. Out: their mean difference with an
// interval, whole accounts drawn at a time. Pure: random numbers come in.
import { ChurnRiskError } from "./errors.ts";

export interface PairedLosses {
  /** Losses of model A and of model B on the same rows. */
  readonly lossesA: Float64Array;
  readonly lossesB: Float64Array;
  /** The account of each row: rows of one account are no independent evidence, and are drawn together. */
  readonly groups: readonly string[];
}

/** Below 0, A is better. */
export interface PairedDifference {
  /** Mean of loss A - loss B over all rows. */
  readonly difference: number;
  /** Mean differences of the drawn samples, ascending. */
  readonly samples: Float64Array;
}

interface AccountSum {
  difference: number;
  rows: number;
}

function sumByGroup({ lossesA, lossesB, groups }: PairedLosses): AccountSum[] {
  const sums = new Map<string, AccountSum>();
  groups.forEach((group, row) => {
    const sum = sums.get(group) ?? { difference: 0, rows: 0 };
    sum.difference += (lossesA[row] ?? 0) - (lossesB[row] ?? 0);
    sum.rows += 1;
    sums.set(group, sum);
  });
  return [...sums.values()];
}

/**
 * Draws as many accounts as there are, with replacement, `draws` times (Efron & Tibshirani 1993, An Introduction to the
 * Bootstrap, chapter 8: clusters are what is drawn). `random` gives numbers from 0 to below 1.
 * Throws ChurnRiskError: input_invalid.
 */
export function pairedBootstrap(
  losses: PairedLosses,
  draws: number,
  random: () => number,
): PairedDifference {
  const { lossesA, lossesB, groups } = losses;
  const rows = groups.length;
  if (rows === 0 || lossesA.length !== rows || lossesB.length !== rows)
    throw new ChurnRiskError(
      "input_invalid",
      `${rows} rows need as many losses of both models, and at least one.`,
    );
  if (![lossesA, lossesB].every((one) => one.every(Number.isFinite)))
    throw new ChurnRiskError(
      "input_invalid",
      "a loss is not a finite number: hold probabilities back from 0 and 1.",
    );
  if (!Number.isInteger(draws) || draws < 1)
    throw new ChurnRiskError("input_invalid", `${draws} draws: take a whole number from 1.`);
  const accounts = sumByGroup(losses);
  const samples = Float64Array.from({ length: draws }, () => {
    let [difference, drawn] = [0, 0];
    for (let draw = 0; draw < accounts.length; draw++) {
      const account = accounts[Math.floor(random() * accounts.length)];
      difference += account?.difference ?? 0;
      drawn += account?.rows ?? 0;
    }
    return difference / drawn;
  }).sort();
  const total = accounts.reduce((sum, account) => sum + account.difference, 0);
  return { difference: total / rows, samples };
}

/** The value below which `share` (0 to 1) of the drawn differences lie, linear in between. */
export function bootstrapQuantile({ samples }: PairedDifference, share: number): number {
  const place = Math.min(1, Math.max(0, share)) * (samples.length - 1);
  const low = samples[Math.floor(place)] ?? 0;
  const high = samples[Math.ceil(place)] ?? 0;
  return low + (high - low) * (place - Math.floor(place));
}
