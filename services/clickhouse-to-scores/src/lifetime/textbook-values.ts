/**
 * The textbook lifetime values, for the company and for each segment.
 *
 * In: revenue per month and segment. Out: SegmentValues, the other formulas, and rows of lifetime_values under the run's id. They all
 * hold one churn and one price for ever: they stand beside the predicted values so that a reader sees what that leaves out.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Company } from "@mimamori/company-config";
import {
  clvFirstPaymentAtPeriodEnd,
  clvFirstPaymentNow,
  clvWithExpansion,
  clvWithin,
  clvWithoutFirstPayment,
  periodDiscountRate,
  textbookLifetimeValues,
} from "@mimamori/lifetime-value";
import type { Exposure, SegmentValues } from "@mimamori/lifetime-value";
import type { MonthTotals } from "@mimamori/revenue-movements";
import { insertNamed } from "../insert-named.ts";
import { WHOLE_COMPANY } from "../revenue/revenue-months.ts";
import type { RevenueBySegment, RunKey } from "../revenue/revenue-months.ts";
import type { NewCustomerValues } from "./segment-outlook.ts";

/** Net growth per month of what the accounts that stay pay, and its standard error. */
export interface Expansion {
  readonly monthlyRate: number;
  readonly sd: number;
}

/** A mean of fewer months has no error to speak of. */
const FEWEST_MONTHS = 3;
/** Whatever moves faster is a migration or a mistake, and goes on for ever in no company. */
const LARGEST_EXPANSION = 0.1;

/** The values by segment; "" is the whole company. */
export function segmentValues(
  company: Company,
  totals: RevenueBySegment,
): Map<string, SegmentValues> {
  const segments = [...totals].filter(([name]) => name !== WHOLE_COMPANY).sort(byName);
  const values = textbookLifetimeValues(
    segments.map(([segment, months]) => {
      const current = months.at(-1);
      const complete = completeMonths(months);
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
  return new Map(values.map((one) => [one.segment, one]));
}

/** The month of as_of is not over: whoever leaves in the rest of it is not known yet. */
export function completeMonths(months: readonly MonthTotals[]): readonly MonthTotals[] {
  return months.slice(0, -1);
}

function marginOf({ grossMargin }: Company, segment: string): number {
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

/** What expansion and contraction did to the MRR of those that stayed, mean of the months. Null where that is not known. */
export function observedExpansion(months: readonly MonthTotals[]): Expansion | null {
  const rates = months.flatMap(({ kept, movedMinor }) => {
    const stayed = kept.baseMinor + movedMinor.churn;
    return stayed > 0 ? [(movedMinor.expansion + movedMinor.contraction) / stayed] : [];
  });
  if (rates.length < FEWEST_MONTHS) return null;
  const monthlyRate = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  if (Math.abs(monthlyRate) > LARGEST_EXPANSION) return null;
  const squares = rates.reduce((sum, rate) => sum + (rate - monthlyRate) ** 2, 0);
  return { monthlyRate, sd: Math.sqrt(squares / (rates.length - 1) / rates.length) };
}

/** The formulas that discount; all null where churn or ARPA is not known. */
function discountedColumns(
  { arpaMinor, grossMargin, monthlyLogoChurn }: SegmentValues,
  discountAnnualRate: number,
  expansion: Expansion | null,
) {
  const contract =
    arpaMinor === null || monthlyLogoChurn === null
      ? null
      : {
          margin: arpaMinor * grossMargin,
          retention: 1 - monthlyLogoChurn,
          discountRate: periodDiscountRate(discountAnnualRate, 1),
        };
  return {
    discount_annual_rate: discountAnnualRate,
    monthly_expansion: expansion?.monthlyRate ?? null,
    ltv_first_payment_now_minor: contract && clvFirstPaymentNow(contract),
    ltv_first_payment_at_period_end_minor: contract && clvFirstPaymentAtPeriodEnd(contract),
    ltv_without_first_payment_minor: contract && clvWithoutFirstPayment(contract),
    ltv_within_36_months_minor: contract && clvWithin(contract, 36),
    ltv_within_60_months_minor: contract && clvWithin(contract, 60),
    ltv_with_expansion_minor:
      contract && expansion && clvWithExpansion(contract, expansion.monthlyRate),
  };
}

function formulaColumns(one: SegmentValues) {
  return {
    accounts: one.accounts,
    churned_accounts: one.churnedAccounts,
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
  };
}

/** Writes the values of all segments, with what the curves say of a new customer beside them. */
export async function writeTextbookValues(
  tables: ClickhouseTables,
  { runId, asOf }: RunKey,
  company: Company,
  values: ReadonlyMap<string, SegmentValues>,
  totals: RevenueBySegment,
  newCustomers: ReadonlyMap<string, NewCustomerValues>,
): Promise<void> {
  const rows = [...values].map(([segment, one]) => {
    const window = completeMonths(totals.get(segment) ?? []).slice(-company.churnWindowMonths);
    const newCustomer = newCustomers.get(segment);
    return {
      run_id: runId,
      segment,
      as_of: asOf.toISOString(),
      window_months: company.churnWindowMonths,
      ...formulaColumns(one),
      ...discountedColumns(
        one,
        company.lifetimeValue.discountAnnualRate,
        observedExpansion(window),
      ),
      ltv_new_customer_36_months_minor: newCustomer?.within36Minor ?? null,
      ltv_new_customer_60_months_minor: newCustomer?.within60Minor ?? null,
      ltv_new_customer_unbounded_minor: newCustomer?.unboundedMinor ?? null,
    };
  });
  await insertNamed(tables, "mimamori.lifetime_values", rows);
}
