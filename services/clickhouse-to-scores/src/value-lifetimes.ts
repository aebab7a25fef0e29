/**
 * Revenue per month and the textbook lifetime values, for the company and for each segment.
 *
 * In: the revenue of every account, one after the other. Out: rows of revenue_months and lifetime_values under the run's id, and
 * each segment's values for the tiers. Memory grows with months and segments, not with accounts.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Company } from "@mimamori/company-config";
import { textbookLifetimeValues } from "@mimamori/lifetime-value";
import type { Exposure, SegmentValues } from "@mimamori/lifetime-value";
import { addAccount, beginMonths, metricsOf } from "@mimamori/revenue-movements";
import type { MonthTotals } from "@mimamori/revenue-movements";
import type { AccountFeatures } from "./account-features.ts";

/** Accounts whose segment nobody has named; "" stands for the whole company. */
export const NO_SEGMENT = "(none)";

const WHOLE_COMPANY = "";

export type RevenueBySegment = Map<string, MonthTotals[]>;

/** Every month from one to another, both YYYY-MM. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first; month <= last; month = nextMonth(month)) months.push(month);
  return months;
}

function nextMonth(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + 1);
  return date.toISOString().slice(0, 7);
}

/** Adds accounts to the totals of their segment and of the company. */
export function addRevenue(
  totals: RevenueBySegment,
  months: readonly string[],
  features: readonly AccountFeatures[],
): void {
  for (const { segment, revenue } of features) {
    if (revenue === undefined) continue;
    for (const name of [WHOLE_COMPANY, segment === "" ? NO_SEGMENT : segment]) {
      let ofSegment = totals.get(name);
      if (ofSegment === undefined) totals.set(name, (ofSegment = beginMonths(months)));
      addAccount(ofSegment, revenue);
    }
  }
}

/** Writes both tables. @returns the values by segment; "" is the whole company */
export async function writeLifetimeValues(
  tables: ClickhouseTables,
  run: { readonly runId: string; readonly asOf: Date },
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
  await insertMonths(tables, run, totals);
  await insertValues(tables, run, company, values);
  return new Map(values.map((one) => [one.segment, one]));
}

export function marginOf({ grossMargin }: Company, segment: string): number {
  return grossMargin.bySegment[segment] ?? grossMargin.default;
}

function exposureOf(months: readonly MonthTotals[]): Exposure {
  return {
    churnedAccounts: months.reduce((sum, { churnedAccounts }) => sum + churnedAccounts, 0),
    accountMonths: months.reduce((sum, { startAccounts }) => sum + startAccounts, 0),
  };
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

interface RunKey {
  readonly runId: string;
  readonly asOf: Date;
}

async function insertMonths(
  tables: ClickhouseTables,
  { runId, asOf }: RunKey,
  totals: RevenueBySegment,
): Promise<void> {
  const rows = [...totals].flatMap(([segment, months]) =>
    months.map(metricsOf).map((month) => ({
      run_id: runId,
      segment,
      month: `${month.month}-01`,
      as_of: asOf.toISOString(),
      start_mrr_minor: month.startMrrMinor,
      end_mrr_minor: month.endMrrMinor,
      new_minor: month.movedMinor.new,
      expansion_minor: month.movedMinor.expansion,
      contraction_minor: month.movedMinor.contraction,
      churn_minor: month.movedMinor.churn,
      reactivation_minor: month.movedMinor.reactivation,
      start_accounts: month.startAccounts,
      end_accounts: month.endAccounts,
      churned_accounts: month.churnedAccounts,
      accounts_without_rate: month.accountsWithoutRate,
      nrr: month.nrr,
      grr: month.grr,
      logo_churn: month.logoChurn,
      quick_ratio: month.quickRatio,
      arpa_minor: month.arpaMinor,
    })),
  );
  await insertAll(tables, "mimamori.revenue_months", rows);
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
  await insertAll(tables, "mimamori.lifetime_values", rows);
}

/** The rows name their columns. */
async function insertAll(
  tables: ClickhouseTables,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  await tables.insertRows(table, Object.keys(rows[0] ?? {}), rows);
}
