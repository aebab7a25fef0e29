/**
 * The step of a run over all accounts that values lifetimes: curves, accounts, segments, acquisition.
 *
 * In: facts as of the run, its churn risks, its revenue per month. Out: rows of lifetime_curves, account_lifetime_values,
 * lifetime_values, acquisition_months and acquisition_channels under the run's id; the segments' values for the tiers, at the
 * average churn of the segment. It may be repeated: the same rows. It stands after churn risk and before the tiers.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Company } from "@mimamori/company-config";
import { valuePredictor } from "@mimamori/lifetime-value";
import type { SegmentValues } from "@mimamori/lifetime-value";
import { writeAcquisitionCosts } from "./acquisition-costs.ts";
import { readChannelMonths, writeChannelMonths } from "./acquisition-months.ts";
import { fitCohortCurves } from "./fit-cohort-curves.ts";
import { readRenewalCohorts } from "./renewal-cohorts.ts";
import { newCustomerValues, segmentOutlooks } from "./segment-outlook.ts";
import {
  completeMonths,
  observedExpansion,
  segmentValues,
  writeTextbookValues,
} from "./textbook-values.ts";
import { valueAccounts } from "./value-accounts.ts";
import { valueCurves, writeCurves } from "./write-curves.ts";
import type { ValuedCurve } from "./write-curves.ts";
import { lastRunOverAll } from "../tiers/last-run.ts";
import { WHOLE_COMPANY } from "../revenue/revenue-months.ts";
import type { RevenueBySegment, RunKey } from "../revenue/revenue-months.ts";

export interface LifetimeContext {
  readonly tables: ClickhouseTables;
  readonly facts: FactsAsOf;
  readonly company: Company;
  readonly run: RunKey;
  /** The run's day, YYYY-MM-DD. */
  readonly today: string;
  readonly signal: AbortSignal;
}

/** Values everything and writes it. @returns the textbook values by segment; "" is the whole company */
export async function valueLifetimes(
  context: LifetimeContext,
  totals: RevenueBySegment,
): Promise<Map<string, SegmentValues>> {
  const { tables, company, run } = context;
  const values = segmentValues(company, totals);
  const window = windowOf(company, totals);
  const curves = await valueByCurves(context, values, company, window);
  await writeCurves(tables, run, curves, company);
  await writeTextbookValues(tables, run, company, values, totals, newCustomerValues(curves));
  const months = await readChannelMonths(tables, context.facts, { ...context, asOf: run.asOf });
  await writeChannelMonths(tables, run, months);
  const lifetimes = new Map(
    [...values].map(([segment, { meanLifetimeMonths }]) => [segment, meanLifetimeMonths]),
  );
  await writeAcquisitionCosts(tables, run, months, {
    window: window.map(({ month }) => month),
    targetLtvToCac: company.lifetimeValue.targetLtvToCac,
    outlooks: segmentOutlooks(curves, lifetimes),
  });
  return values;
}

/** The complete months that rates look back. */
function windowOf(company: Company, totals: RevenueBySegment) {
  return completeMonths(totals.get(WHOLE_COMPANY) ?? []).slice(-company.churnWindowMonths);
}

async function valueByCurves(
  { tables, facts, run, today, signal }: LifetimeContext,
  values: ReadonlyMap<string, SegmentValues>,
  company: Company,
  window: ReturnType<typeof windowOf>,
): Promise<ValuedCurve[]> {
  const { discountAnnualRate, expansion } = company.lifetimeValue;
  const cohorts = await facts.read(() => readRenewalCohorts(tables, facts, today));
  const curves = fitCohortCurves(cohorts);
  signal.throwIfAborted();
  const observed = expansion === "observed" ? observedExpansion(window) : null;
  const predictor = valuePredictor({
    discountAnnualRate,
    ...(observed === null ? {} : { expansion: observed }),
  });
  const paying = await valueAccounts(tables, facts, curves, {
    runId: run.runId,
    asOf: run.asOf,
    today,
    company,
    predictor,
    signal,
    tiersOfRun: await lastRunOverAll(tables, run.asOf),
    monthlyChurn: new Map([...values].map(([name, one]) => [name, one.monthlyLogoChurn])),
  });
  return valueCurves(curves, paying, predictor);
}
