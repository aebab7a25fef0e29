/** Counts of what a model's features are now, over the bins of its training. In: rows of features. Out: stability per column. Pure. */
import { countInBins, populationStabilityIndex } from "@mimamori/churn-risk";
import type { ChurnModel, ModelColumn, Stability } from "@mimamori/churn-risk";
import { columnsOf } from "./feature-plan.ts";
import type { ChurnFeaturePlan } from "./feature-plan.ts";

interface CountedColumn {
  readonly column: ModelColumn;
  readonly place: number;
  readonly counts: number[];
}

/** Grows by chunks; its memory does not. */
export class FeatureDrift {
  readonly #columns: readonly CountedColumn[];
  readonly #width: number;
  #rows = 0;

  readonly #trainedAccounts: number;

  constructor({ columns, training }: ChurnModel, plan: ChurnFeaturePlan) {
    this.#trainedAccounts = training.accounts;
    const names = columnsOf(plan).map(({ name }) => name);
    this.#width = names.length;
    this.#columns = columns.map((column) => ({
      column,
      place: names.indexOf(column.name),
      counts: new Array<number>(column.bins.counts.length).fill(0),
    }));
  }

  /** Counts rows of features, row-major. */
  add(values: Float64Array): void {
    const rows = values.length / this.#width;
    const ofColumn = new Float64Array(rows);
    for (const { column, place, counts } of this.#columns) {
      for (let row = 0; row < rows; row += 1)
        ofColumn[row] = values[row * this.#width + place] ?? Number.NaN;
      for (const [bin, count] of countInBins(column.bins.edges, ofColumn).entries()) {
        counts[bin] = (counts[bin] ?? 0) + count;
      }
    }
    this.#rows += rows;
  }

  /** How many rows were counted. */
  get rows(): number {
    return this.#rows;
  }

  /** How far each column has moved; nothing before the first row. */
  stabilities(): (Stability & { readonly name: string })[] {
    if (this.#rows === 0) return [];
    return this.#columns.map(({ column, counts }) => ({
      name: column.name,
      ...populationStabilityIndex(column.bins.counts, counts, this.#trainedAccounts),
    }));
  }
}
