// For tests: forecasts beside the probabilities that were true. In: a simulated company's account-months. Out: pairs and figures.
import type { BacktestResult, ChurnDataset } from "@mimamori/churn-risk";
import { MID_TERM } from "@mimamori/churn-risk";
import type { AccountMonth } from "@mimamori/simulator";

/** A forecast, and the probability that the die was thrown with. */
export interface ForecastAndTruth {
  readonly forecast: number;
  readonly truth: number;
}

/** The rows of some of the accounts. */
export function rowsOfAccounts(
  dataset: ChurnDataset,
  isWanted: (account: string) => boolean,
): ChurnDataset {
  const width = dataset.columns.length;
  const rows = [...dataset.accountOfRow.keys()].filter((row) =>
    isWanted(dataset.accounts[dataset.accountOfRow[row] ?? 0] ?? ""),
  );
  const pick = <T extends Int32Array | Int8Array | Uint16Array | Uint32Array | Float64Array>(
    column: T,
  ): T => {
    const picked = column.slice(0, rows.length) as T;
    rows.forEach((row, place) => (picked[place] = column[row] ?? 0));
    return picked;
  };
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, place) => {
    values.set(dataset.values.subarray(row * width, (row + 1) * width), place * width);
  });
  const { accountOfRow, day, anchorDay, windowEndDay, outcome, offset, segment } = dataset;
  return {
    ...dataset,
    rows: rows.length,
    values,
    ...{ accountOfRow: pick(accountOfRow), day: pick(day), anchorDay: pick(anchorDay) },
    ...{ windowEndDay: pick(windowEndDay), outcome: pick(outcome), offset: pick(offset) },
    segment: pick(segment),
  };
}

/**
 * Pairs forecasts with the month of the simulation that began within their window. One in a hundred falls out, where the months are so
 * long or short that the day of decision lies in the one and not in the other: there the two are not about the same.
 */
export function pairWithTruth(
  dataset: ChurnDataset,
  result: Extract<BacktestResult, { status: "judged" }>,
  months: readonly AccountMonth[],
  startOfDayMs: (day: number) => number,
): ForecastAndTruth[] {
  const monthsOf = Map.groupBy(months, ({ account }) => account);
  const midTerm = dataset.columns.findIndex(({ name }) => name === MID_TERM);
  return [...result.forecasts.rows].flatMap((row, place) => {
    const account = dataset.accounts[dataset.accountOfRow[row] ?? 0] ?? "";
    const fromMs = startOfDayMs(dataset.day[row] ?? 0);
    const toMs = startOfDayMs(dataset.windowEndDay[row] ?? 0);
    const month = monthsOf
      .get(account)
      ?.find(({ monthStartMs }) => monthStartMs >= fromMs && monthStartMs < toMs);
    const decides = dataset.values[row * dataset.columns.length + midTerm] === 0;
    if (month === undefined || month.renewalDecided !== decides) return [];
    const forecast = result.forecasts.probabilities[place] ?? Number.NaN;
    return [{ forecast, truth: month.probability }];
  });
}

/** The log loss that forecasts have on average when the die is thrown with the truth. */
export function expectedLogLoss(
  pairs: readonly ForecastAndTruth[],
  forecastOf: (pair: ForecastAndTruth) => number,
): number {
  const sum = pairs.reduce((total, pair) => {
    const p = forecastOf(pair);
    return total - pair.truth * Math.log(p) - (1 - pair.truth) * Math.log1p(-p);
  }, 0);
  return sum / pairs.length;
}

const PASSES = 30;

/** The slope of the calibration line with the true probabilities in place of outcomes: without the noise of who happened to leave. */
export function calibrationSlopeToTruth(pairs: readonly ForecastAndTruth[]): number {
  let [intercept, slope] = [0, 1];
  for (let pass = 0; pass < PASSES; pass += 1) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (const { forecast, truth } of pairs) {
      const x = Math.log(forecast) - Math.log1p(-forecast);
      const p = 1 / (1 + Math.exp(-intercept - slope * x));
      const weight = p * (1 - p);
      g0 += p - truth;
      g1 += (p - truth) * x;
      h00 += weight;
      h01 += weight * x;
      h11 += weight * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    intercept -= (h11 * g0 - h01 * g1) / determinant;
    slope -= (h00 * g1 - h01 * g0) / determinant;
  }
  return slope;
}
