/** What every step of a run is given. Types only. */
import type { FactsAsOf } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { CompanyConfig } from "@mimamori/company-config";
import type { ScoreRun } from "./score-runs.ts";

export interface RunContext {
  readonly tables: ClickhouseTables;
  readonly config: CompanyConfig;
  readonly run: ScoreRun;
  readonly facts: FactsAsOf;
  readonly signal: AbortSignal;
  /** The company's day of an instant, YYYY-MM-DD. */
  readonly dayOf: (ms: number) => string;
}
