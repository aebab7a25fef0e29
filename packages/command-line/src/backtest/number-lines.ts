/** The figures that statisticians ask for, each beside what it means. In: a model's report. Out: lines. Pure. */
import type { ForecastReport } from "@mimamori/churn-risk";
import type { Paint } from "../demo/terminal.ts";
import { groupDigits } from "../progress.ts";
import { decimal, heading, range } from "./figures.ts";

/** Name, the model's figure, the average rate's, and what it means. */
type NumberLine = readonly [name: string, value: string, beside: string, meaning: string];

export function numberLines(model: ForecastReport, paint: Paint): string[] {
  const lines = [...scoreNumbers(model), ...calibrationNumbers(model), leadTimeNumber(model)];
  return [
    ...heading("NUMBERS", "", paint),
    paint("dim", `  ${"".padEnd(19)}  model   average rate`),
    ...lines.map(
      ([name, value, beside, meaning]) =>
        `  ${name.padEnd(19)}${value.padStart(7)}${beside.padStart(10)}   ${paint("dim", meaning)}`,
    ),
  ];
}

function gainOver(improvement: ForecastReport["improvement"]): string {
  if (improvement === null) return "low is good";
  const { mean, lower, upper } = improvement;
  return `better by ${decimal(mean, 4)} ${range(lower, upper, 4)}`;
}

/** Nothing where all contracts are alike, and of a score that knows no contracts. */
function contractNumber(model: ForecastReport): NumberLine[] {
  const { contractLogLoss, prevalenceLogLoss, beyondContract } = model;
  const other = decimal(contractLogLoss, 4);
  if (contractLogLoss === null || other === decimal(prevalenceLogLoss, 4)) return [];
  return [["  by contract", "", other, `${gainOver(beyondContract)} than the calendar alone`]];
}

function scoreNumbers(model: ForecastReport): NumberLine[] {
  const { improvement, prevalence, prevalenceLogLoss, prevalenceBrier } = model;
  return [
    [
      "AUC",
      decimal(model.auc, 3),
      ".500",
      "chance that who left had a higher risk than who stayed",
    ],
    [
      "PR-AUC",
      decimal(model.prAuc, 3),
      decimal(prevalence, 3),
      "share of right alarms, over all thresholds",
    ],
    ["log loss", decimal(model.logLoss, 4), decimal(prevalenceLogLoss, 4), gainOver(improvement)],
    ...contractNumber(model),
    [
      "Brier score",
      decimal(model.brier, 4),
      decimal(prevalenceBrier, 4),
      "mean squared error of the probability",
    ],
  ];
}

function calibrationNumbers(model: ForecastReport): NumberLine[] {
  const { observedOverExpectedLower: lower, observedOverExpectedUpper: upper } = model;
  const byChance = decimal(model.calibrationErrorByChance, 4);
  return [
    [
      "calibration slope",
      decimal(model.calibrationSlope, 2),
      "",
      "1 is right; below it the probabilities are too bold",
    ],
    [
      "left ÷ expected",
      decimal(model.observedOverExpected, 2),
      "",
      `${range(lower, upper, 2)} 1 is right; above it more left`.trim(),
    ],
    [
      "calibration error",
      decimal(model.expectedCalibrationError, 4),
      "",
      `right forecasts would have by chance ${byChance}`,
    ],
  ];
}

function leadTimeNumber({ leadTime }: ForecastReport): NumberLine {
  if (leadTime === null)
    return ["lead time", "–", "", "nobody who left had been in the riskiest tenth"];
  const accounts = groupDigits(leadTime.accounts);
  const meaning = `from the riskiest tenth to the notice, median of ${accounts}`;
  return ["lead time", `${Math.round(leadTime.medianDays)} d`, "", meaning];
}
