/**
 * Revenue per month, for the company and for each segment.
 *
 * In: the revenue of every account, one after the other. Out: rows of revenue_months under the run's id. Memory grows with months
 * and segments, not with accounts.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Company } from "@mimamori/company-config";
import { addAccount, beginMonths, metricsOf, minorUnitExponent } from "@mimamori/revenue-movements";
import type { MonthMetrics, MonthTotals } from "@mimamori/revenue-movements";
import type { AccountFeatures } from "../features/account-features.ts";
import { insertNamed } from "../insert-named.ts";

/** Accounts whose segment nobody has named. */
export const NO_SEGMENT = "(none)";

/** Stands where a segment's name would. */
export const WHOLE_COMPANY = "";

export type RevenueBySegment = Map<string, MonthTotals[]>;

export interface RunKey {
  readonly runId: string;
  readonly asOf: Date;
}

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

/** Writes the months of all segments. */
export async function writeRevenueMonths(
  tables: ClickhouseTables,
  run: RunKey,
  { reportingCurrency }: Company,
  totals: RevenueBySegment,
): Promise<void> {
  const amounts = {
    currency: reportingCurrency,
    minor_per_unit: 10 ** minorUnitExponent(reportingCurrency),
  };
  const rows = [...totals].flatMap(([segment, months]) =>
    months.map((month) => ({ ...monthRow(run, segment, metricsOf(month)), ...amounts })),
  );
  await insertNamed(tables, "mimamori.revenue_months", rows);
}

function monthRow({ runId, asOf }: RunKey, segment: string, month: MonthMetrics) {
  return {
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
    arr_minor: month.arrMinor,
    arpa_minor: month.arpaMinor,
    nrr: month.nrr,
    grr: month.grr,
    gross_revenue_churn: month.grossRevenueChurn,
    net_revenue_churn: month.netRevenueChurn,
    logo_churn: month.logoChurn,
    quick_ratio: month.quickRatio,
    annual_nrr: month.annualNrr,
    annual_grr: month.annualGrr,
    annual_logo_churn: month.annualLogoChurn,
  };
}
