/** What scoring churn is given. Types only. */
import type { FactsAsOf, FactsStore } from "@mimamori/account-facts";
import type { KeptModel } from "./model-store.ts";

export interface ChurnScoring {
  readonly store: FactsStore;
  readonly facts: FactsAsOf;
  readonly run: { readonly runId: string; readonly asOf: Date };
  /** Undefined: none was ever trained. */
  readonly model: KeptModel | undefined;
  readonly signal: AbortSignal;
}
