// A model judged by what happened after its training. In: account-snapshots with outcomes. Out: forecasts beside outcomes. Pure.
// No account-month is both learned from and judged: what is learned from was over before what is judged begins.
import { averageRates, contractRates } from "./average-rates.ts";
import type { ChurnModel } from "./churn-model.ts";
import { civilDateOf, monthsAfter } from "./civil-months.ts";
import { checkDataset, type ChurnDataset } from "./dataset.ts";
import { outcomesOf } from "./fitted-columns.ts";
import { scoreDataset } from "./score-rows.ts";
import { rowsKnownBy, type TrainingResult, trainOnRows } from "./train-model.ts";

/** Forecasts of later rows, in the order of the dataset within each origin. */
export interface BacktestForecasts {
  /** Rows of the dataset. */
  readonly rows: Uint32Array;
  readonly outcomes: Uint8Array;
  readonly probabilities: Float64Array;
  /** What everybody would be given by the average rate known at training time. */
  readonly averageRate: Float64Array;
  /** The same by contract term and date of decision. */
  readonly contractRate: Float64Array;
}

/** One origin: what was trained on until then and judged after it. */
export interface BacktestOrigin {
  /** Company day of the split. */
  readonly day: number;
  readonly training: TrainingResult;
  readonly judged: number;
  readonly events: number;
}

/** `judged`: there are forecasts; `no-model` and `nothing-to-judge` say why not in `why`. */
export type BacktestResult =
  | {
      readonly status: "judged";
      readonly origins: readonly BacktestOrigin[];
      readonly forecasts: BacktestForecasts;
      /** Of the last origin. */
      readonly model: ChurnModel;
    }
  | { readonly status: "no-model" | "nothing-to-judge"; readonly why: string };

interface JudgedOrigin {
  readonly origin: BacktestOrigin;
  readonly model: ChurnModel;
  readonly forecasts: BacktestForecasts;
}

function judgedRows(dataset: ChurnDataset, fromDay: number, toDay: number): Uint32Array {
  return rowsKnownBy(dataset, Infinity).filter((row) => {
    const day = dataset.anchorDay[row] ?? 0;
    return day >= fromDay && day < toDay;
  });
}

function judgeOrigin(
  dataset: ChurnDataset,
  day: number,
  untilDay: number,
): JudgedOrigin | Exclude<BacktestResult, { status: "judged" }> {
  const train = rowsKnownBy(dataset, day);
  const training = trainOnRows(dataset, train, day);
  if (training.status !== "trained") return { status: "no-model", why: training.why };
  const rows = judgedRows(dataset, day, untilDay);
  if (rows.length === 0)
    return {
      status: "nothing-to-judge",
      why: "no later account-month has an outcome yet: take an earlier split, or wait.",
    };
  const forecasts = {
    rows,
    outcomes: outcomesOf(dataset, rows),
    probabilities: scoreDataset(training.model, dataset, rows),
    averageRate: averageRates(dataset, train, rows),
    contractRate: contractRates(dataset, train, rows),
  };
  const events = forecasts.outcomes.reduce((sum, outcome) => sum + outcome, 0);
  const origin = { day, training, judged: rows.length, events };
  return { origin, model: training.model, forecasts };
}

function pooled(parts: readonly BacktestForecasts[]): BacktestForecasts {
  return {
    rows: Uint32Array.from(parts.flatMap(({ rows }) => [...rows])),
    outcomes: Uint8Array.from(parts.flatMap(({ outcomes }) => [...outcomes])),
    probabilities: Float64Array.from(parts.flatMap((part) => [...part.probabilities])),
    averageRate: Float64Array.from(parts.flatMap(({ averageRate }) => [...averageRate])),
    contractRate: Float64Array.from(parts.flatMap(({ contractRate }) => [...contractRate])),
  };
}

/**
 * Judges by the snapshots whose anchor lies on or after `splitDay`, trained on the windows that were over by then.
 * Throws ChurnRiskError (input_invalid) for a dataset that contradicts itself.
 */
export function backtestSplit(dataset: ChurnDataset, splitDay: number): BacktestResult {
  checkDataset(dataset);
  const judged = judgeOrigin(dataset, splitDay, Infinity);
  if ("status" in judged) return judged;
  const { origin, model, forecasts } = judged;
  return { status: "judged", origins: [origin], forecasts, model };
}

const MOST_ORIGINS = 6;

/** The days that begin the last months of anchors whose outcome is known, descending. */
function monthlyOrigins(dataset: ChurnDataset): { day: number; untilDay: number }[] {
  const known = rowsKnownBy(dataset, Infinity);
  const last = known.reduce((day, row) => Math.max(day, dataset.anchorDay[row] ?? 0), -Infinity);
  if (last === -Infinity) return [];
  const end = civilDateOf(last + 1);
  return Array.from({ length: MOST_ORIGINS }, (_, month) => ({
    day: monthsAfter(end, -month - 1),
    untilDay: monthsAfter(end, -month),
  }));
}

/**
 * Rolling origin: up to six months, as late as outcomes are known, each forecast by a model trained on what was over before it
 * began; their forecasts are pooled. Throws as `backtestSplit`.
 */
export function backtestRolling(dataset: ChurnDataset): BacktestResult {
  checkDataset(dataset);
  const judged: JudgedOrigin[] = [];
  let refused: BacktestResult = {
    status: "nothing-to-judge",
    why: "no account-month has an outcome yet: wait for the first windows to end.",
  };
  for (const { day, untilDay } of monthlyOrigins(dataset)) {
    const origin = judgeOrigin(dataset, day, untilDay);
    if (!("status" in origin)) judged.unshift(origin);
    else if (judged.length === 0) refused = origin;
  }
  const last = judged.at(-1);
  if (last === undefined) return refused;
  return {
    status: "judged",
    origins: judged.map(({ origin }) => origin),
    forecasts: pooled(judged.map(({ forecasts }) => forecasts)),
    model: last.model,
  };
}
