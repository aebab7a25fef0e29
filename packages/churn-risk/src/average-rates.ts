// What a model has to beat: everybody given the average, of all and of such contracts. In: training rows. Out: their rates. Pure.
import { type ChurnDataset, MID_TERM } from "./dataset.ts";
import { offsetsOf, outcomesOf } from "./fitted-columns.ts";
import { fitLogistic } from "./logistic-fit.ts";
import { probabilities } from "./logistic-predict.ts";

function midTermColumn({ columns, values }: ChurnDataset, rows: Uint32Array): Float64Array {
  const place = columns.findIndex(({ name }) => name === MID_TERM);
  return Float64Array.from(rows, (row) =>
    place === -1 ? 0 : values[row * columns.length + place] === 1 ? 1 : 0,
  );
}

/** The share of the training rows that left, for each judged one. */
export function averageRates(
  dataset: ChurnDataset,
  train: Uint32Array,
  judge: Uint32Array,
): Float64Array {
  const left = outcomesOf(dataset, train).reduce((sum, one) => sum + one, 0);
  return new Float64Array(judge.length).fill(left / train.length);
}

/**
 * The average rates of such contracts given to the judged rows: the hazard's intercept and offset, and how months without a decision
 * differ. It knows when an account can leave, and nothing of the account. Throws ChurnRiskError (one_outcome) when the training
 * rows have one outcome only.
 */
export function contractRates(
  dataset: ChurnDataset,
  train: Uint32Array,
  judge: Uint32Array,
): Float64Array {
  const matrix = (rows: Uint32Array) => ({
    rows: rows.length,
    columns: 1,
    values: midTermColumn(dataset, rows),
  });
  const fit = fitLogistic({
    x: matrix(train),
    y: outcomesOf(dataset, train),
    offset: offsetsOf(dataset, train),
    // As little as keeps a kind of month that nobody left in from the rate 0.
    l2: 1,
  });
  return probabilities(fit, matrix(judge), offsetsOf(dataset, judge));
}
