// A penalty that was chosen into a model. In: training rows, and what the penalty forecast for held-out ones. Out: the model as JSON.
// Pure.
import { chooseCalibration } from "./calibration-choice.ts";
import type { ChurnModel, ModelColumn, ModelGroup } from "./churn-model.ts";
import { type ChurnDataset, MID_TERM } from "./dataset.ts";
import { eventTierOf, rulesOf, type TierRules } from "./event-tiers.ts";
import {
  type FittedColumns,
  fitPenalty,
  type PreparedRows,
  prepareRows,
} from "./fitted-columns.ts";
import { fitDrift, fitLine } from "./held-out-calibration.ts";
import { levelShift, logOddsParts } from "./log-odds-parts.ts";
import { uncertaintyFactor } from "./logit-uncertainty.ts";
import type { PenaltyChoice } from "./penalty-choice.ts";
import { fitBins } from "./stability.ts";

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

/** What there is to learn from. */
export function countsOf(dataset: ChurnDataset, rows: Uint32Array) {
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

/** What the model is fitted with. */
export interface ModelChoices {
  readonly choice: PenaltyChoice;
  readonly asOfDay: number;
  readonly suspected: ReadonlySet<string>;
}

/** What held-out rows say of the forecasts. Those of other accounts say nothing of later months. */
function corrections({ heldOut, validation }: PenaltyChoice, events: number) {
  const prior = rulesOf(eventTierOf(events)).calibration;
  const isLater = validation === "later";
  return {
    ...fitLine(heldOut, prior),
    ...(isLater
      ? fitDrift(heldOut, prior)
      : { drift: 0, driftVariance: prior.driftDeviation ** 2 }),
    ...chooseCalibration(heldOut, isLater ? events : 0, prior),
  };
}

/** Where safety took a stronger one, the penalty that held-out rows speak for: the geometric mean of those tried, each weighted by the likelihood it had there. */
function believedL2(
  { tried, heldOut, chosen }: PenaltyChoice,
  { shrinksForSafety }: TierRules,
): number {
  if (!shrinksForSafety) return chosen.l2;
  let [weights, logs] = [0, 0];
  for (const { l2, excess } of tried) {
    const weight = Math.exp(-heldOut.outcomes.length * excess);
    weights += weight;
    logs += weight * Math.log(l2);
  }
  return Math.exp(logs / weights);
}

/** Fits the chosen penalty on all rows and corrects it by what was held out. */
export function fitModel(
  dataset: ChurnDataset,
  rows: Uint32Array,
  { choice, asOfDay, suspected }: ModelChoices,
): ChurnModel {
  const counts = countsOf(dataset, rows);
  const tier = eventTierOf(counts.events);
  const rules = rulesOf(tier);
  const prepared = prepareRows(dataset, rows, rules.mostGroups, suspected);
  const fit = fitPenalty(prepared, choice.chosen, believedL2(choice, rules));
  const { slope, slopeVariance, drift, driftVariance, calibration, gain } = corrections(
    choice,
    counts.events,
  );
  const columns = modelColumns(dataset, rows, prepared, fit, slope);
  const { kept, dropped } = prepared.columns;
  const parts = logOddsParts(fit, kept, prepared.values, prepared.offsets);
  const open = { slope, slopeVariance, levelVariance: driftVariance };
  return {
    format: 1,
    columns,
    groups: modelGroups(columns, prepared.basis.groups.length),
    intercept: fit.intercept + levelShift(parts, prepared.outcomes, slope) + drift,
    calibration,
    uncertainty: uncertaintyFactor(fit, kept, open),
    training: {
      asOfDay,
      ...counts,
      tier,
      dropped,
      chosen: choice.chosen,
      tried: choice.tried,
      calibrationSlope: slope,
      drift,
      curveGain: gain,
      validation: choice.validation,
      shareOfAccountsForChoice: choice.shareOfAccounts,
    },
  };
}

/** The columns of the group that moves the log-odds most; undefined when there is none beside the term. */
export function strongestGroup({ columns, groups }: ChurnModel): readonly string[] | undefined {
  const pullOf = (group: number): number =>
    columns.reduce(
      (sum, column) =>
        sum + (column.group === group ? Math.abs(column.weight) * column.deviation : 0),
      0,
    );
  const [strongest] = groups
    .map(({ columns: names }, group) => ({ names, pull: pullOf(group) }))
    .filter(({ names }) => !names.includes(MID_TERM))
    .sort((left, right) => right.pull - left.pull);
  return strongest?.names;
}
