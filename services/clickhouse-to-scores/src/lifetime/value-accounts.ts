/**
 * Predicted lifetime values of all accounts that pay.
 *
 * In: the accounts, the curves. Out: rows of account_lifetime_values under the run's id, and totals per segment and term. Memory: the
 * rows of one insert. A repeat writes the same rows.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import { RowBinaryWriter } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { clvFirstPaymentNow, periodDiscountRate } from "@mimamori/lifetime-value";
import type { PredictedValue, ValuePredictor } from "@mimamori/lifetime-value";
import { minorUnitExponent } from "@mimamori/revenue-movements";
import { AccountValuer, flagsOf, marginOfRow } from "./account-value.ts";
import type { AccountMargin, AccountValue } from "./account-value.ts";
import { readPayingAccounts } from "./account-rows.ts";
import type { AccountSources, PayingAccounts } from "./account-rows.ts";
import type { CohortCurve } from "./fit-cohort-curves.ts";

/** What the paying accounts of a segment under one term bring together. */
export interface PayingTotals {
  accounts: number;
  mrrMinor: number;
  marginMinor: number;
}

/** By segment and term. */
export type TotalsByCurve = ReadonlyMap<CohortCurve, PayingTotals>;

export interface ValuingSettings extends AccountSources {
  readonly predictor: ValuePredictor;
  /** Share of accounts that leave per month, by segment: the constant of the naive value. */
  readonly monthlyChurn: ReadonlyMap<string, number | null>;
  readonly signal: AbortSignal;
}

const COLUMNS = [
  "run_id",
  "account",
  "as_of",
  "segment",
  "term_months",
  "renewals_behind",
  "months_to_renewal",
  "mrr_minor",
  "margin_share",
  "cost_to_serve_minor",
  "monthly_margin_minor",
  "hazard_source",
  "expected_revenue_12_months_minor",
  "ltv_36_months_minor",
  "ltv_36_months_low_minor",
  "ltv_36_months_high_minor",
  "ltv_60_months_minor",
  "ltv_60_months_low_minor",
  "ltv_60_months_high_minor",
  "ltv_unbounded_minor",
  "ltv_unbounded_low_minor",
  "ltv_unbounded_high_minor",
  "ltv_naive_minor",
  "flags",
] as const;

/** An answer comes in small pieces, each insert waits for the disk: some ten thousand rows make one. */
const BYTES_PER_INSERT = 8 * 2 ** 20;

/** Values them all. */
export async function valueAccounts(
  tables: ClickhouseTables,
  facts: FactsAsOf,
  curves: readonly CohortCurve[],
  settings: ValuingSettings,
): Promise<TotalsByCurve> {
  return facts.read(async () => {
    const work = new Valuing(curves, settings);
    for await (const block of readPayingAccounts(tables, facts, settings)) {
      settings.signal.throwIfAborted();
      work.add(block);
      if (work.pendingBytes >= BYTES_PER_INSERT)
        await tables.insertBinary("mimamori.account_lifetime_values", COLUMNS, work.takeRows());
    }
    await tables.insertBinary("mimamori.account_lifetime_values", COLUMNS, work.takeRows());
    return work.totals;
  });
}

/** One pass over the accounts. */
class Valuing {
  readonly totals = new Map<CohortCurve, PayingTotals>();
  readonly #settings: ValuingSettings;
  readonly #curves = new Map<string, Map<number, CohortCurve>>();
  readonly #valuer: AccountValuer;
  readonly #minorPerUnit: number;
  readonly #naivePayments = new Map<string, number | null>();
  readonly #rows = new RowBinaryWriter();
  readonly #asOfMs: number;

  constructor(curves: readonly CohortCurve[], settings: ValuingSettings) {
    this.#settings = settings;
    this.#asOfMs = settings.asOf.getTime();
    this.#valuer = new AccountValuer(settings.predictor);
    this.#minorPerUnit = 10 ** minorUnitExponent(settings.company.reportingCurrency);
    for (const curve of curves) {
      const ofSegment = this.#curves.get(curve.segment) ?? new Map<number, CohortCurve>();
      this.#curves.set(curve.segment, ofSegment.set(curve.termMonths, curve));
    }
    const monthlyRate = periodDiscountRate(settings.company.lifetimeValue.discountAnnualRate, 1);
    for (const [segment, churn] of settings.monthlyChurn)
      this.#naivePayments.set(
        segment,
        churn === null
          ? null
          : clvFirstPaymentNow({ margin: 1, retention: 1 - churn, discountRate: monthlyRate }),
      );
  }

  add(block: PayingAccounts): void {
    const { company } = this.#settings;
    for (let row = 0; row < block.rows; row += 1) {
      const segment = block.columns.segment[row] ?? "";
      const curve = this.#curves.get(segment)?.get(block.columns.term_months[row] ?? 0);
      if (curve === undefined) continue;
      const margin = marginOfRow(block, row, company, this.#minorPerUnit);
      const isKnown = !Number.isNaN(margin.monthlyMinor);
      const value = isKnown
        ? this.#valuer.value(block, row, curve, margin.monthlyMinor)
        : undefined;
      if (isKnown) this.#addTotals(curve, block.columns.mrr_minor[row] ?? 0, margin);
      this.#writeRow(block, row, curve, margin, value);
    }
  }

  get pendingBytes(): number {
    return this.#rows.length;
  }

  /** The rows since the last call, valid until the next add(). */
  takeRows(): Buffer {
    const rows = Buffer.from(this.#rows.view());
    this.#rows.clear();
    return rows;
  }

  #addTotals(curve: CohortCurve, mrrMinor: number, margin: AccountMargin): void {
    const totals = this.totals.get(curve) ?? { accounts: 0, mrrMinor: 0, marginMinor: 0 };
    totals.accounts += 1;
    totals.mrrMinor += mrrMinor;
    totals.marginMinor += margin.monthlyMinor;
    this.totals.set(curve, totals);
  }

  #writeRow(
    { columns }: PayingAccounts,
    row: number,
    curve: CohortCurve,
    margin: AccountMargin,
    value: AccountValue | undefined,
  ): void {
    const rows = this.#rows;
    rows.string(this.#settings.runId);
    rows.string(columns.account[row] ?? "");
    rows.instant(this.#asOfMs);
    rows.string(curve.segment);
    rows.uint16(curve.termMonths);
    rows.uint16(columns.renewals_behind[row] ?? 0);
    rows.uint16(columns.months_to_renewal[row] ?? 0);
    rows.nullableFloat64(value === undefined ? null : (columns.mrr_minor[row] ?? null));
    rows.float64(margin.share);
    rows.float64(margin.costMinor);
    if (value === undefined) this.#writeUnknown();
    else this.#writeKnown(value, curve, margin);
  }

  #writeKnown(value: AccountValue, curve: CohortCurve, margin: AccountMargin): void {
    const rows = this.#rows;
    rows.nullableFloat64(margin.monthlyMinor);
    rows.string(value.hazardSource);
    rows.nullableFloat64(value.expectedRevenue12MonthsMinor);
    this.#writeValue(value.existingLtv36Months);
    this.#writeValue(value.existingLtv60Months);
    this.#writeValue(value.existingLtvUnbounded);
    const naive = this.#naivePayments.get(curve.segment) ?? null;
    rows.nullableFloat64(naive === null ? null : naive * margin.monthlyMinor);
    rows.string(flagsOf(value, curve, margin).join(" "));
  }

  #writeUnknown(): void {
    const rows = this.#rows;
    rows.nullableFloat64(null);
    rows.string("");
    rows.nullableFloat64(null);
    for (let horizon = 0; horizon < 3; horizon += 1) this.#writeValue(null);
    rows.nullableFloat64(null);
    rows.string("no-exchange-rate");
  }

  #writeValue(value: PredictedValue | null): void {
    this.#rows.nullableFloat64(value?.valueMinor ?? null);
    this.#rows.nullableFloat64(value?.lowMinor ?? null);
    this.#rows.nullableFloat64(value?.highMinor ?? null);
  }
}
