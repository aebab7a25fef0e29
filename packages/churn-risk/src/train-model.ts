// A company's history into its churn model. In: account-snapshots with outcomes. Out: the model, or why there is none. Pure and
// deterministic: the same rows give the same model, bit by bit.
import type { ChurnModel, ModelColumn, ModelGroup } from "./churn-model.ts";
import { checkDataset, type ChurnDataset, MID_TERM } from "./dataset.ts";
import { eventTierOf, LEAST_EVENTS, rulesOf } from "./event-tiers.ts";
import {
  type FittedColumns,
  fitPenalty,
  type PreparedRows,
  prepareRows,
} from "./fitted-columns.ts";
import { choosePenalty, type PenaltyChoice } from "./penalty-choice.ts";
import { fitDrift, fitSlope } from "./held-out-calibration.ts";
import { levelShift, logOddsParts } from "./log-odds-parts.ts";
import { fitBins } from "./stability.ts";

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

function columnValues(
  { columns, values }: ChurnDataset,
  rows: Uint32Array,
  name: string,
): Float64Array {
  const place = columns.findIndex((column) => column.name === name);
  return Float64Array.from(rows, (row) => values[row * columns.length + place] ?? Number.NaN);
}

function modelColumns(
  dataset: ChurnDataset,
  rows: Uint32Array,
  { columns, basis }: PreparedRows,
  { weights }: FittedColumns,
  slope: number,
): ModelColumn[] {
  return columns.kept.map((column, place) => ({
    ...column,
    weight: ((column.name === MID_TERM ? 1 : slope) * (weights[place] ?? 0)) / column.deviation,
    group: basis.groups.findIndex(({ members }) => members.includes(place)),
    bins: fitBins(columnValues(dataset, rows, column.name)),
  }));
}

/** A group is called after its member that moves the log-odds most. */
function modelGroups(columns: readonly ModelColumn[], count: number): ModelGroup[] {
  return Array.from({ length: count }, (_, group) => {
    const members = columns.filter((column) => column.group === group);
    const pull = ({ weight, deviation }: ModelColumn): number => Math.abs(weight) * deviation;
    const [strongest] = members.toSorted((left, right) => pull(right) - pull(left));
    return { name: strongest?.name ?? "", columns: members.map(({ name }) => name) };
  });
}

function countsOf(dataset: ChurnDataset, rows: Uint32Array) {
  let events = 0;
  let firstDay = Infinity;
  let lastDay = -Infinity;
  const accounts = new Set<number>();
  for (const row of rows) {
    events += dataset.outcome[row] ?? 0;
    firstDay = Math.min(firstDay, dataset.day[row] ?? 0);
    lastDay = Math.max(lastDay, dataset.day[row] ?? 0);
    accounts.add(dataset.accountOfRow[row] ?? 0);
  }
  return { rows: rows.length, events, firstDay, lastDay, accounts: accounts.size };
}

function fitModel(
  dataset: ChurnDataset,
  rows: Uint32Array,
  choice: PenaltyChoice,
  asOfDay: number,
): ChurnModel {
  const counts = countsOf(dataset, rows);
  const tier = eventTierOf(counts.events);
  const rules = rulesOf(tier);
  const prepared = prepareRows(dataset, rows, rules.mostGroups);
  const fit = fitPenalty(prepared, choice.chosen);
  const slope = fitSlope(choice.heldOut, rules.calibration);
  const drift = choice.validation === "later" ? fitDrift(choice.heldOut, rules.calibration) : 0;
  const columns = modelColumns(dataset, rows, prepared, fit, slope);
  const parts = logOddsParts(fit, prepared.columns.kept, prepared.values, prepared.offsets);
  return {
    format: 1,
    columns,
    groups: modelGroups(columns, prepared.basis.groups.length),
    intercept: fit.intercept + levelShift(parts, prepared.outcomes, slope) + drift,
    training: {
      asOfDay,
      ...counts,
      tier,
      dropped: prepared.columns.dropped,
      chosen: choice.chosen,
      tried: choice.tried,
      calibrationSlope: slope,
      drift,
      validation: choice.validation,
      shareOfAccountsForChoice: choice.shareOfAccounts,
    },
  };
}

/**
 * Trains the discrete-time logistic hazard on all windows that were over by `asOfDay`: the penalty is chosen on held-out rows, and
 * what these show of the calibration corrects the forecasts. Fewer than 20 churns, or nobody who stayed, give no model but a reason.
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
  const choice = choosePenalty(dataset, rows, eventTierOf(events));
  if (events === rows.length || choice === null)
    return none(
      "no-survivors",
      `of ${rows.length} account-months ${events} ended in churn: there are too few who stayed to tell them apart from.`,
    );
  return { status: "trained", model: fitModel(dataset, rows, choice, asOfDay) };
}
