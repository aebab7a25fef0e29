/**
 * Tells the views of database cs in which currency and time zone the company reports.
 *
 * In: the company's configuration. Out: the one row of reporting_settings, written when it differs.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Company } from "@mimamori/company-config";
import { minorUnitExponent } from "@mimamori/revenue-movements";

const COLUMNS = ["currency", "minor_digits", "time_zone", "version"] as const;

export async function writeReportingSettings(
  tables: ClickhouseTables,
  company: Company,
): Promise<void> {
  const wanted = {
    currency: company.reportingCurrency,
    minor_digits: minorUnitExponent(company.reportingCurrency),
    time_zone: company.timeZone,
  };
  const present = await tables.query(
    `SELECT 1 FROM mimamori.reporting_settings FINAL
     WHERE currency = {currency:String} AND minor_digits = {minor_digits:UInt8} AND time_zone = {time_zone:String}`,
    wanted,
  );
  if (present.length > 0) return;
  const row = { ...wanted, version: Date.now() };
  await tables.insertRows("mimamori.reporting_settings", COLUMNS, [row]);
}
