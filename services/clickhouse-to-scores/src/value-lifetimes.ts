/**
 * The textbook lifetime values, for the company and for each segment.
 *
 * In: revenue per month and segment. Out: rows of lifetime_values under the run's id, and each segment's values for the tiers.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Company } from "@mimamori/company-config";
import { textbookLifetimeValues } from "@mimamori/lifetime-value";
import type { Exposure, SegmentValues } from "@mimamori/lifetime-value";
import type { MonthTotals } from "@mimamori/revenue-movements";
import { insertNamed } from "./insert-named.ts";
import { WHOLE_COMPANY } from "./revenue-months.ts";
import type { RevenueBySegment, RunKey } from "./revenue-months.ts";

/** Writes the values. @returns the values by segment; "" is the whole company */
export async function writeLifetimeValues(
  tables: ClickhouseTables,
  run: RunKey,
  company: Company,
  totals: RevenueBySegment,
): Promise<Map<string, SegmentValues>> {
  const segments = [...totals].filter(([name]) => name !== WHOLE_COMPANY).sort(byName);
  const values = textbookLifetimeValues(
    segments.map(([segment, months]) => {
      const current = months.at(-1);
      // The month of as_of is not over: whoever leaves in the rest of it is not known yet.
      const complete = months.slice(0, -1);
      return {
        segment,
        payingAccounts: current?.endAccounts ?? 0,
        mrrMinor: current?.endMrrMinor ?? 0,
        grossMargin: marginOf(company, segment),
        inWindow: exposureOf(complete.slice(-company.churnWindowMonths)),
        inHistory: exposureOf(complete),
      };
    }),
  );
  await insertValues(tables, run, company, values);
  return new Map(values.map((one) => [one.segment, one]));
}

export function marginOf({ grossMargin }: Company, segment: string): number {
  return grossMargin.bySegment[segment] ?? grossMargin.default;
}

function exposureOf(months: readonly MonthTotals[]): Exposure {
  return {
    churnedAccounts: months.reduce((sum, { kept }) => sum + kept.churnedAccounts, 0),
    accountMonths: months.reduce((sum, { kept }) => sum + kept.baseAccounts, 0),
  };
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

async function insertValues(
  tables: ClickhouseTables,
  { runId, asOf }: RunKey,
  company: Company,
  values: readonly SegmentValues[],
): Promise<void> {
  const rows = values.map((one) => ({
    run_id: runId,
    segment: one.segment,
    as_of: asOf.toISOString(),
    accounts: one.accounts,
    churned_accounts: one.churnedAccounts,
    window_months: company.churnWindowMonths,
    arpa_minor: one.arpaMinor,
    monthly_logo_churn: one.monthlyLogoChurn,
    churn_source: one.churnSource,
    few_churns: one.fewChurns ? 1 : 0,
    gross_margin: one.grossMargin,
    mean_lifetime_months: one.meanLifetimeMonths,
    ltv_arpa_over_churn_minor: one.ltvArpaOverChurnMinor,
    ltv_margin_over_churn_minor: one.ltvMarginOverChurnMinor,
    ltv_arpa_times_lifetime_minor: one.ltvArpaTimesLifetimeMinor,
    capped: one.capped ? 1 : 0,
  }));
  await insertNamed(tables, "mimamori.lifetime_values", rows);
}
