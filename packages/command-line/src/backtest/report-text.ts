/**
 * A backtest for people: what was tested, how good it was in one sentence, whom it found, whether its probabilities can be taken
 * at their word, and when not to trust it. In: the report. Out: lines of text, at most 100 characters wide. Pure.
 */
import type { BacktestReport, ForecastReport } from "@mimamori/churn-risk";
import { clip, type Paint, percent, wrap } from "../demo/terminal.ts";
import { groupDigits } from "../progress.ts";
import { decimal, heading, range } from "./figures.ts";
import { longestHealth, mainModel, titleOf } from "./model-words.ts";
import { reliabilityLines } from "./reliability-lines.ts";
import { numberLines } from "./number-lines.ts";
import { bandLines, foundLines } from "./report-parts.ts";

const WIDTH = 98;

/** The whole report, ending in a newline. */
export function drawReport(report: BacktestReport, paint: Paint): string {
  const title = " Backtest ";
  const how = ` as of ${report.asOf.slice(0, 10)}, ${howOf(report)} `;
  const rule = "━".repeat(Math.max(3, WIDTH - title.length - how.length - 6));
  const main = mainModel(report.models);
  const health = longestHealth(report.models);
  const lines = [
    "",
    `━━━${paint("bold", title)}${rule}${paint("dim", how)}━━━`,
    ...overviewLines(report, paint),
    ...(main === undefined ? [] : detailLines(main, paint)),
    ...(health === undefined ? [] : bandLines(health, paint)),
    ...segmentLines(report, main, paint),
    ...cautionLines(report, main, paint),
  ];
  return `${lines.join("\n")}\n`;
}

function howOf({ split }: BacktestReport): string {
  return split === null
    ? "month by month on the months after the training"
    : `trained before ${split}, judged from then on`;
}

function overviewLines({ models }: BacktestReport, paint: Paint): string[] {
  const header = `${"".padEnd(35)}judged  left   AUC log loss average rate  verdict`;
  const rows = models.map((model) => {
    const cells = [
      `  ${titleOf(model).padEnd(33)}`,
      groupDigits(model.n).padStart(6),
      groupDigits(model.events).padStart(6),
      decimal(model.auc, 3).padStart(6),
      decimal(model.logLoss, 4).padStart(9),
      decimal(model.prevalenceLogLoss, 4).padStart(13),
    ];
    const colour = model.verdict === "published" ? "green" : "yellow";
    return `${cells.join("")}  ${paint(colour, model.verdict)}`;
  });
  return [
    ...heading("MODELS", "each on data from after its training; a lower log loss is better", paint),
    paint("dim", header),
    ...rows,
  ];
}

function detailLines(model: ForecastReport, paint: Paint): string[] {
  const { n, events, accounts, from, to, prevalence, trainedOn } = model;
  const span = from === null || to === null ? "" : ` from ${from} to ${to}`;
  const tested = `Judged: ${groupDigits(n)} account-months of ${groupDigits(accounts)} accounts${span}; ${groupDigits(events)} left (${percent(prevalence)}).`;
  const trained =
    trainedOn === null
      ? "Trained: not at all."
      : `Trained: on ${groupDigits(trainedOn.rows)} account-months from ${trainedOn.from} to ${trainedOn.to} with ${groupDigits(trainedOn.events)} churns.`;
  const colour = model.verdict === "published" ? "green" : "yellow";
  return [
    ...heading(titleOf(model).toUpperCase(), "", paint),
    ...wrap(sentenceOf(model), WIDTH - 2).map((line) => `  ${paint(colour, line)}`),
    `  ${tested}`,
    `  ${trained}`,
    ...leakageLines(model, paint),
    ...foundLines(model, paint),
    ...reliabilityLines(model.reliability, paint),
    ...numberLines(model, paint),
  ];
}

/** What the model did without, if it was too good to be true. */
function leakageLines({ suspectedLeakage }: ForecastReport, paint: Paint): string[] {
  if (suspectedLeakage.length === 0) return [];
  const sentence = `Suspected leakage, left out: ${suspectedLeakage.join(", ")}. It foretold churn too well to be known beforehand.`;
  return wrap(sentence, WIDTH - 2).map((line) => `  ${paint("yellow", line)}`);
}

/** The verdict, with its reason. */
function sentenceOf({ verdict, why }: ForecastReport): string {
  return verdict === "published" ? `Published: ${why}` : `No predictive signal: ${why}`;
}

function segmentLines(
  { segments }: BacktestReport,
  main: ForecastReport | undefined,
  paint: Paint,
): string[] {
  const rows = segments.filter(
    (one) =>
      one.name === main?.name && one.lead === main.lead && one.horizonDays === main.horizonDays,
  );
  if (rows.length < 2) return [];
  return [
    ...heading("SEGMENTS", main === undefined ? "" : titleOf(main), paint),
    paint(
      "dim",
      `  ${"".padEnd(20)}  judged   left    AUC  log loss  average rate   left ÷ expected`,
    ),
    ...rows.map((one) => {
      const name = clip(one.segment === "" ? "unknown" : one.segment, 20).padEnd(20);
      const counts = `${groupDigits(one.n).padStart(8)}${groupDigits(one.events).padStart(7)}`;
      if (one.note !== "") return `  ${name}${counts}  ${paint("dim", "too few left for figures")}`;
      const figures = [
        decimal(one.auc, 3).padStart(7),
        decimal(one.logLoss, 4).padStart(10),
        decimal(one.prevalenceLogLoss, 4).padStart(14),
        decimal(one.observedOverExpected, 2).padStart(9),
      ].join("");
      const interval = range(one.observedOverExpectedLower, one.observedOverExpectedUpper, 2);
      return `  ${name}${counts}${figures}  ${paint("dim", interval)}`;
    }),
  ];
}

const SURPRISINGLY_GOOD_AUC = 0.92;
const FEW_EVENTS = 100;

/** When not to trust it: what holds for this report, and what always holds. */
function cautionLines(
  { models }: BacktestReport,
  main: ForecastReport | undefined,
  paint: Paint,
): string[] {
  const cautions: string[] = [];
  if (models.some(({ auc }) => (auc ?? 0) > SURPRISINGLY_GOOD_AUC))
    cautions.push(
      `An AUC above ${decimal(SURPRISINGLY_GOOD_AUC, 2)} is rarely true: look whether an imported column was written after the customer had left.`,
    );
  if (main !== undefined && main.events > 0 && main.events < FEW_EVENTS)
    cautions.push(
      `Only ${main.events} accounts left in the judged months: the figures of another such month may well differ; see the ranges.`,
    );
  if (main !== undefined && main.verdict !== "published")
    cautions.push(
      "No probability per account is shown while there is no predictive signal: the reasons would be noise in words.",
    );
  if (main?.verdict === "published" && (main.beyondContract?.lower ?? 1) <= 0)
    cautions.push(
      "The probabilities follow from when contracts can end; what accounts do has added nothing for certain yet. Read the reasons as hints.",
    );
  cautions.push(
    "The future was like these months, or it was not judged: a new price, product or season is in none of them.",
    "A probability is about many: of a hundred accounts at 10 %, ten leave; which ones, it does not say.",
    "A reason is what goes together with leaving, not what causes it.",
  );
  return [
    ...heading("WHEN NOT TO TRUST IT", "", paint),
    ...cautions.flatMap((caution) =>
      wrap(caution, WIDTH - 6).map((line, index) => `  ${index === 0 ? "•" : " "} ${line}`),
    ),
  ];
}
