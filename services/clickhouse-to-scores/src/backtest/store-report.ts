/** Keeps a backtest. In: its report. Out: one row of model_reports, the same row when it is written again. */
import type { BacktestReport } from "@mimamori/churn-risk";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";

const COLUMNS = [
  "report_id",
  "kind",
  "as_of",
  "model_version",
  "config_version",
  "report",
] as const;

/** What a report is about. */
export interface ReportKey {
  readonly reportId: string;
  /** `backtest`: somebody asked for it; `scorecards`: made by itself for each version of the configuration. */
  readonly kind: "backtest" | "scorecards";
  readonly asOf: Date;
  readonly configVersion: string;
}

export async function storeReport(
  tables: ClickhouseTables,
  { reportId, kind, asOf, configVersion }: ReportKey,
  report: BacktestReport,
): Promise<void> {
  const row = {
    report_id: reportId,
    kind,
    as_of: asOf.toISOString(),
    model_version: "",
    config_version: configVersion,
    report: JSON.stringify(report),
  };
  await tables.insertRows("mimamori.model_reports", COLUMNS, [row]);
}
