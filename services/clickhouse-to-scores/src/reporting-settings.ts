/**
 * Tells the views of database cs in which currency and time zone the company reports, what its amounts in other currencies are worth,
 * what it means by a word, and when health and money disagree.
 *
 * In: the company's configuration. Out: the one row of reporting_settings, written when it differs.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { type Company, thresholdsOf } from "@mimamori/company-config";
import { DISAGREEMENTS, say } from "@mimamori/message-catalogue";
import { minorUnitExponent } from "@mimamori/revenue-movements";

/** The row, but for its version. */
function settingsOf(company: Company) {
  const { reportingCurrency, ratesToReporting, timeZone, definitions } = company;
  const digits = minorUnitExponent(reportingCurrency);
  const currencies = { ...ratesToReporting, [reportingCurrency]: 1 };
  return {
    currency: reportingCurrency,
    minor_digits: digits,
    time_zone: timeZone,
    reporting_minor_of: mapped(
      currencies,
      (currency, rate) => rate * 10 ** (digits - minorUnitExponent(currency)),
    ),
    thresholds: thresholdsOf(definitions),
    value_milestone: definitions.valueMilestone ?? "",
    disagreement_bounds: company.disagreements,
    disagreement_words: Object.fromEntries(
      DISAGREEMENTS.map((code) => [code, say(company.language, `disagreement.${code}`)]),
    ),
  };
}

/** Sorted by key: two maps of the same content are the same text. */
function mapped(
  values: Readonly<Record<string, number>>,
  of: (key: string, value: number) => number,
): Record<string, number> {
  const entries = Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, value]) => [key, of(key, value)]));
}

export async function writeReportingSettings(
  tables: ClickhouseTables,
  company: Company,
): Promise<void> {
  const wanted = settingsOf(company);
  const content = JSON.stringify(wanted);
  const present = await tables.query(
    `SELECT 1 FROM mimamori.reporting_settings FINAL WHERE content = {content:String}`,
    { content },
  );
  if (present.length > 0) return;
  const row = { ...wanted, content, version: Date.now() };
  const columns = Object.keys(row) as (keyof typeof row)[];
  await tables.insertRows("mimamori.reporting_settings", columns, [row]);
}
