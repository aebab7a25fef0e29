// Why an account's risk is what it is. In: a model and a row. Out: lines that add up to the log-odds. Pure.
import type { ChurnModel, ModelColumn } from "./churn-model.ts";
import { type FeatureColumn, MID_TERM } from "./dataset.ts";
import { calibratedLogit } from "./logit-calibration.ts";
import { placesOf } from "./score-rows.ts";
import { transformed } from "./training-columns.ts";

/** One feature behind a reason. */
export interface ReasonValue {
  readonly column: string;
  readonly unit: string;
  /** As measured; null when missing, which contributes nothing. */
  readonly value: number | null;
  /** What an average account has, on the scale of the value. */
  readonly average: number;
  readonly contribution: number;
  /** What more of it does, other things equal. */
  readonly more: "raises risk" | "lowers risk" | "says nothing";
}

/**
 * `base`: the average account in a month with a monthly decision; `term`: what the contract's term and the lack or presence of a
 * decision change; `group`: correlated features together; `calibration`: by how much the sum of these was too high or too low for
 * its size, of models whose calibration is a curve.
 */
export interface Reason {
  readonly kind: "base" | "term" | "group" | "calibration";
  /** Of a group: its name in the model. */
  readonly name: string;
  /** In log-odds; above 0 raises the risk. */
  readonly contribution: number;
  readonly values: readonly ReasonValue[];
}

/** Explains rows whose columns stand in one fixed order; the row's values begin at `values[from]`. */
export type Explain = (values: Float64Array, from: number, offset: number) => Reason[];

const WHAT_MORE_DOES = ["lowers risk", "says nothing", "raises risk"] as const;

function reasonValue(column: ModelColumn, value: number): ReasonValue {
  const { name, unit, scale, low, high, mean, weight } = column;
  const seen = transformed(value, scale);
  const held = Number.isNaN(seen) ? mean : Math.min(high, Math.max(low, seen));
  return {
    column: name,
    unit,
    value: Number.isNaN(value) ? null : value,
    average: scale === "log1p" ? Math.expm1(mean) : mean,
    contribution: weight * (held - mean),
    more: WHAT_MORE_DOES[Math.sign(weight) + 1] ?? "says nothing",
  };
}

function sumOf(values: readonly ReasonValue[]): number {
  return values.reduce((sum, { contribution }) => sum + contribution, 0);
}

/**
 * Prepares a model to give reasons. The lines, in the order base, term, groups of the model and calibration, sum to the log-odds:
 * each group's is the sum over its columns of weight times distance from the training mean.
 */
export function explainer(model: ChurnModel, columns: readonly FeatureColumn[]): Explain {
  const places = placesOf(model, columns);
  return (values, from, offset) => {
    const all = model.columns.map((column, index) =>
      reasonValue(column, values[from + (places[index] ?? 0)] ?? Number.NaN),
    );
    const ofTerm = all.filter(({ column }) => column === MID_TERM);
    const groups = model.groups.flatMap(({ name }, group): Reason[] => {
      if (name === MID_TERM) return [];
      const members = all.filter((_, index) => model.columns[index]?.group === group);
      return [{ kind: "group", name, contribution: sumOf(members), values: members }];
    });
    return withCalibration(model, [
      { kind: "base", name: "base", contribution: model.intercept, values: [] },
      { kind: "term", name: "term", contribution: offset + sumOf(ofTerm), values: ofTerm },
      ...groups,
    ]);
  };
}

function withCalibration({ calibration }: ChurnModel, lines: Reason[]): Reason[] {
  if (calibration.kind === "linear") return lines;
  const linear = lines.reduce((sum, { contribution }) => sum + contribution, 0);
  const contribution = calibratedLogit(calibration, linear) - linear;
  return [...lines, { kind: "calibration", name: "calibration", contribution, values: [] }];
}
