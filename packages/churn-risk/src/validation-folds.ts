// Which rows choose a model's penalty. In: training rows. Out: pairs of rows to fit on and later rows to judge by. Pure.
import type { ChurnDataset } from "./dataset.ts";
import { hashOf } from "./spread-leads.ts";

export interface ValidationFold {
  readonly train: Uint32Array;
  readonly judge: Uint32Array;
}

/** `later`: judged by later rows than fitted on. `accounts`: the time is too short for that; judged by other accounts. */
export interface ValidationPlan {
  readonly kind: "later" | "accounts";
  readonly folds: readonly ValidationFold[];
  /** The share of the accounts whose rows are used: 1, or less where there are more rows than the choice needs. */
  readonly share: number;
}

const LATER_FOLDS = 4;
const ACCOUNT_FOLDS = 5;
/** More rows than this do not change the choice, and only cost time. */
const MOST_ROWS = 50_000;
const LEAST_TRAINING_EVENTS = 20;

function eventsIn(dataset: ChurnDataset, rows: Uint32Array): number {
  return rows.reduce((sum, row) => sum + Number(dataset.outcome[row] === 1), 0);
}

/** Days that cut the later half of the events into equal parts; the last is beyond all rows. */
function originsOf(dataset: ChurnDataset, rows: Uint32Array): number[] {
  const events = rows.filter((row) => dataset.outcome[row] === 1);
  const days = Int32Array.from(events, (row) => dataset.day[row] ?? 0).sort();
  const cuts = Array.from({ length: LATER_FOLDS }, (_, fold) => {
    const share = 0.5 + (0.5 * fold) / LATER_FOLDS;
    return days[Math.floor(share * days.length)] ?? 0;
  });
  return [...new Set(cuts)];
}

/** Fitted on windows that were over by an origin, judged by snapshots from it to the next: no account-month is in both. */
function laterFolds(dataset: ChurnDataset, rows: Uint32Array): ValidationFold[] {
  const origins = originsOf(dataset, rows);
  return origins
    .map((origin, index) => {
      const until = origins[index + 1] ?? Infinity;
      const train = rows.filter((row) => (dataset.windowEndDay[row] ?? 0) <= origin);
      const judge = rows.filter((row) => {
        const day = dataset.day[row] ?? 0;
        return day >= origin && day < until;
      });
      return { train, judge };
    })
    .filter(({ train }) => eventsIn(dataset, train) >= LEAST_TRAINING_EVENTS);
}

function accountFolds(dataset: ChurnDataset, rows: Uint32Array): ValidationFold[] {
  const foldOf = dataset.accounts.map((account) => hashOf(account) % ACCOUNT_FOLDS);
  const isIn = (row: number, fold: number): boolean =>
    foldOf[dataset.accountOfRow[row] ?? 0] === fold;
  return Array.from({ length: ACCOUNT_FOLDS }, (_, fold) => ({
    train: rows.filter((row) => !isIn(row, fold)),
    judge: rows.filter((row) => isIn(row, fold)),
  })).filter(({ train, judge }) => hasBothOutcomes(dataset, train) && judge.length > 0);
}

function hasBothOutcomes(dataset: ChurnDataset, rows: Uint32Array): boolean {
  const events = eventsIn(dataset, rows);
  return events > 0 && events < rows.length;
}

/** Whether origins leave enough to fit on and enough to judge by: the median fit has half of the events. */
function isLongEnough(
  dataset: ChurnDataset,
  folds: readonly ValidationFold[],
  all: number,
): boolean {
  const judged = folds.reduce((sum, { judge }) => sum + eventsIn(dataset, judge), 0);
  const fitted = folds.map(({ train }) => eventsIn(dataset, train)).sort((a, b) => a - b);
  return folds.length > 1 && judged >= all / 4 && (fitted[fitted.length >> 1] ?? 0) >= all / 3;
}

/** The folds for rows whose outcome is known. Deterministic: accounts go by the hash of their id. */
export function validationPlan(dataset: ChurnDataset, rows: Uint32Array): ValidationPlan {
  const share = Math.min(1, MOST_ROWS / rows.length);
  const limit = share * 2 ** 32;
  const isUsed = dataset.accounts.map((account) => hashOf(`${account}\n`) < limit);
  const used =
    share === 1 ? rows : rows.filter((row) => isUsed[dataset.accountOfRow[row] ?? 0] === true);
  const later = laterFolds(dataset, used).filter(({ train }) => hasBothOutcomes(dataset, train));
  return isLongEnough(dataset, later, eventsIn(dataset, used))
    ? { kind: "later", folds: later, share }
    : { kind: "accounts", folds: accountFolds(dataset, used), share };
}
