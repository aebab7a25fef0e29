// Whether 10 % means 10 %: forecasts in bins beside what happened. In: outcomes and probabilities. Out: a table, figures. Pure.
import { ChurnRiskError } from "./errors.ts";
import { checkForecasts } from "./forecast-checks.ts";
import { tieGroups } from "./tie-groups.ts";

/** One bin of about equally many rows. */
export interface ReliabilityBin {
  readonly rows: number;
  readonly lowest: number;
  readonly highest: number;
  readonly meanForecast: number;
  readonly churnedShare: number;
  /** The standard deviation that churnedShare would have by chance if every forecast in the bin were right. */
  readonly noise: number;
}

interface OpenBin {
  rows: number;
  lowest: number;
  highest: number;
  forecasts: number;
  churned: number;
  variance: number;
}

/**
 * Forecasts from low to high in at most `bins` bins of about the same number of rows. Equal forecasts stay together, so there
 * may be fewer. Throws ChurnRiskError: input_invalid.
 */
export function reliabilityTable(y: Uint8Array, p: Float64Array, bins = 10): ReliabilityBin[] {
  checkForecasts(y, p);
  if (!Number.isInteger(bins) || bins < 1)
    throw new ChurnRiskError("input_invalid", `${bins} bins: take a whole number from 1.`);
  const table = new Map<number, OpenBin>();
  let below = 0;
  for (const { score, rows, churned } of tieGroups(y, p)) {
    // A group belongs to the bin in which its middle row stands.
    const place = Math.floor(((below + rows / 2) / y.length) * bins);
    const bin = table.get(place) ?? {
      rows: 0,
      lowest: score,
      highest: score,
      forecasts: 0,
      churned: 0,
      variance: 0,
    };
    bin.rows += rows;
    bin.highest = score;
    bin.forecasts += rows * score;
    bin.churned += churned;
    bin.variance += rows * score * (1 - score);
    table.set(place, bin);
    below += rows;
  }
  return Array.from(table.values(), ({ rows, lowest, highest, forecasts, churned, variance }) => ({
    rows,
    lowest,
    highest,
    meanForecast: forecasts / rows,
    churnedShare: churned / rows,
    noise: Math.sqrt(variance) / rows,
  }));
}

/** The mean distance between forecast and outcome over the bins (ECE; Naeini, Cooper & Hauskrecht 2015, AAAI). */
export function expectedCalibrationError(table: readonly ReliabilityBin[]): number {
  return meanOverRows(table, (bin) => Math.abs(bin.meanForecast - bin.churnedShare));
}

/** What the calibration error would be on average by chance if every forecast were right: the mean of |normal noise|. */
export function calibrationErrorByChance(table: readonly ReliabilityBin[]): number {
  return meanOverRows(table, (bin) => bin.noise * Math.sqrt(2 / Math.PI));
}

function meanOverRows(
  table: readonly ReliabilityBin[],
  figure: (bin: ReliabilityBin) => number,
): number {
  const rows = table.reduce((sum, bin) => sum + bin.rows, 0);
  return table.reduce((sum, bin) => sum + figure(bin) * (bin.rows / rows), 0);
}
