/** A table of features while it is filled, family by family. Types only. */
import type { ChurnSnapshot } from "@mimamori/churn-risk";

/** A snapshot of an account. */
export interface AccountSnapshot {
  readonly account: string;
  readonly snapshot: ChurnSnapshot;
}

/** Where the values of the rows go. */
export interface FeatureTable {
  readonly rows: readonly AccountSnapshot[];
  /** rows x columns of the plan, row-major. */
  readonly values: Float64Array;
  readonly width: number;
}
