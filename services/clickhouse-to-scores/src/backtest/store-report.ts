/** Keeps a backtest. In: its report. Out: one row of model_reports, the same row when it is written again. */
import type { BacktestReport } from "@mimamori/churn-risk";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";

const COLUMNS = ["report_id", "kind", "as_of", "model_version", "report"] as const;

export async function storeReport(
  tables: ClickhouseTables,
  reportId: string,
  asOf: Date,
  report: BacktestReport,
): Promise<void> {
  const row = {
    report_id: reportId,
    kind: "backtest",
    as_of: asOf.toISOString(),
    model_version: "",
    report: JSON.stringify(report),
  };
  await tables.insertRows("mimamori.model_reports", COLUMNS, [row]);
}
