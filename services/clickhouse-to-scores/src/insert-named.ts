/** Rows of one shape into a table, the columns named as the rows name them. */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";

/** Inserts all rows with one statement; no rows are no statement's work. */
export async function insertNamed(
  tables: ClickhouseTables,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  await tables.insertRows(table, Object.keys(rows[0] ?? {}), rows);
}
