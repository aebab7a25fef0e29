// A company's history into its churn model. In: account-snapshots with outcomes. Out: the model, or why there is none. Pure and
// deterministic: the same rows give the same model, bit by bit.
import type { ChurnModel } from "./churn-model.ts";
import { checkDataset, type ChurnDataset } from "./dataset.ts";
import { eventTierOf, LEAST_EVENTS } from "./event-tiers.ts";
import { countsOf, fitModel, strongestGroup } from "./fit-model.ts";
import { choosePenalty } from "./penalty-choice.ts";
import { isSuspect, separationOf, suspectedColumns } from "./suspected-leakage.ts";

export interface TrainingOptions {
  /** Company day: windows that were over by then are learned from. */
  readonly asOfDay: number;
}

/** Why there is no model: then cohorts' survival says what there is to say. */
export type NoModelReason = "too-few-events" | "no-survivors";

export type TrainingResult =
  | { readonly status: "trained"; readonly model: ChurnModel }
  | {
      readonly status: NoModelReason;
      readonly rows: number;
      readonly events: number;
      /** In a sentence. */
      readonly why: string;
    };

/** The place of each account among all, by id. */
function ranksOf({ accounts }: ChurnDataset): Uint32Array {
  const order = accounts.map((_, account) => account);
  order.sort((left, right) => ((accounts[left] ?? "") < (accounts[right] ?? "") ? -1 : 1));
  const ranks = new Uint32Array(accounts.length);
  order.forEach((account, rank) => {
    ranks[account] = rank;
  });
  return ranks;
}

/**
 * The rows whose window was over by a day, accounts by id: so that sums, and with them the model, are the same to the last bit in
 * whatever order the accounts came.
 */
export function rowsKnownBy(dataset: ChurnDataset, asOfDay: number): Uint32Array {
  const known: number[] = [];
  for (let row = 0; row < dataset.rows; row++)
    if ((dataset.windowEndDay[row] ?? 0) <= asOfDay && dataset.outcome[row] !== -1) known.push(row);
  const ranks = ranksOf(dataset);
  const rankOf = (row: number): number => ranks[dataset.accountOfRow[row] ?? 0] ?? 0;
  return Uint32Array.from(known.sort((a, b) => rankOf(a) - rankOf(b) || a - b));
}

/** Fits again without what is too good to be true, until nothing is. Null when no held-out rows have both outcomes. */
function fitWithoutLeaks(
  dataset: ChurnDataset,
  rows: Uint32Array,
  events: number,
  asOfDay: number,
): ChurnModel | null {
  const suspected = new Set(suspectedColumns(dataset, rows));
  for (;;) {
    const choice = choosePenalty(dataset, rows, eventTierOf(events), suspected);
    if (choice === null) return null;
    const model = fitModel(dataset, rows, { choice, asOfDay, suspected });
    const strongest = strongestGroup(model);
    if (strongest === undefined || !isSuspect(separationOf(choice.heldOut))) return model;
    for (const name of strongest) suspected.add(name);
  }
}

/**
 * Trains the discrete-time logistic hazard on all windows that were over by `asOfDay`: the penalty is chosen on held-out rows, and
 * what these show of the calibration corrects the forecasts. Columns that foretell too well to be true are left out. Fewer than 20 churns, or nobody who stayed, give no model but a reason.
 * Throws ChurnRiskError (input_invalid) for a dataset that contradicts itself.
 */
export function trainChurnModel(
  dataset: ChurnDataset,
  { asOfDay }: TrainingOptions,
): TrainingResult {
  checkDataset(dataset);
  return trainOnRows(dataset, rowsKnownBy(dataset, asOfDay), asOfDay);
}

/** As `trainChurnModel`, on rows of a dataset that has been checked. */
export function trainOnRows(
  dataset: ChurnDataset,
  rows: Uint32Array,
  asOfDay: number,
): TrainingResult {
  const { events } = countsOf(dataset, rows);
  const none = (status: NoModelReason, why: string): TrainingResult => ({
    status,
    rows: rows.length,
    events,
    why,
  });
  if (events < LEAST_EVENTS)
    return none(
      "too-few-events",
      `${events} churns among ${rows.length} account-months: a model needs at least ${LEAST_EVENTS}.`,
    );
  const model = events === rows.length ? null : fitWithoutLeaks(dataset, rows, events, asOfDay);
  if (model === null)
    return none(
      "no-survivors",
      `of ${rows.length} account-months ${events} ended in churn: there are too few who stayed to tell them apart from.`,
    );
  return { status: "trained", model };
}
