/** What measuring an account needs beside its features; the same for all accounts of a run. */
import type { Measured, WhyMissing } from "@mimamori/health-score";
import type { SourceState } from "./source-state.ts";
import type { CountWorkingDays } from "./working-days.ts";

export const DAY_MS = 86_400_000;

export interface MeasureContext {
  readonly asOfMs: number;
  /** Day number of the run. It is not over, so rates end with the day before. */
  readonly today: number;
  readonly sources: SourceState;
  readonly countWorkingDays: CountWorkingDays;
  /** The features that breadth is measured against, where the company names them. */
  readonly productFeatures: readonly string[] | undefined;
}

/** No raw value, and why. */
export function missing(whyMissing: WhyMissing, dataAtMs?: number): Measured {
  return { rawValue: null, whyMissing, dataAtMs };
}
