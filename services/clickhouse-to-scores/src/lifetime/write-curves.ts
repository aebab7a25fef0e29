/**
 * What the curves say by themselves: of new customers, and of the gap between one retention rate and many.
 *
 * In: the curves, the totals of the accounts that pay under them. Out: rows of lifetime_curves under the run's id.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { explainResidualValue, periodDiscountRate, retention } from "@mimamori/lifetime-value";
import type {
  NewAccountValue,
  ResidualExplanation,
  RetentionCurve,
  ValuePredictor,
} from "@mimamori/lifetime-value";
import type { Company } from "@mimamori/company-config";
import { say } from "@mimamori/message-catalogue";
import { insertNamed } from "../insert-named.ts";
import { WHOLE_COMPANY } from "../revenue/revenue-months.ts";
import type { RunKey } from "../revenue/revenue-months.ts";
import type { CohortCurve } from "./fit-cohort-curves.ts";
import type { PayingTotals, TotalsByCurve } from "./value-accounts.ts";

/** A curve, and what it says of customers who begin such a term now. */
export interface ValuedCurve {
  readonly curve: CohortCurve;
  readonly paying: PayingTotals;
  /** Contribution margin per paying account and month; null where nobody pays. */
  readonly meanMarginMinor: number | null;
  readonly newCustomer: NewAccountValue | null;
}

const NOBODY: PayingTotals = { accounts: 0, mrrMinor: 0, marginMinor: 0 };

/** Values new customers of every segment and term. */
export function valueCurves(
  curves: readonly CohortCurve[],
  totals: TotalsByCurve,
  predictor: ValuePredictor,
): ValuedCurve[] {
  return curves.map((curve) => {
    const paying =
      curve.segment === WHOLE_COMPANY
        ? together([...totals].filter(([{ termMonths }]) => termMonths === curve.termMonths))
        : (totals.get(curve) ?? NOBODY);
    const meanMarginMinor = paying.accounts === 0 ? null : paying.marginMinor / paying.accounts;
    const tail = { model: curve.fit, termMonths: curve.termMonths };
    const newCustomer =
      meanMarginMinor === null
        ? null
        : predictor.new({ monthlyMarginMinor: meanMarginMinor, tail });
    return { curve, paying, meanMarginMinor, newCustomer };
  });
}

function together(parts: readonly (readonly [CohortCurve, PayingTotals])[]): PayingTotals {
  const sum: PayingTotals = { ...NOBODY };
  for (const [, part] of parts) {
    sum.accounts += part.accounts;
    sum.mrrMinor += part.mrrMinor;
    sum.marginMinor += part.marginMinor;
  }
  return sum;
}

/**
 * What the accounts of a curve are still worth at one aggregate retention, and by age. A payment is the mean margin of a term. Null
 * where that has no answer.
 */
export function gapOf(
  { curve, meanMarginMinor }: Pick<ValuedCurve, "curve" | "meanMarginMinor">,
  discountAnnualRate: number,
): ResidualExplanation | null {
  if (meanMarginMinor === null || meanMarginMinor <= 0) return null;
  return explainResidualValue(curve.aliveByAge, {
    margin: meanMarginMinor * curve.termMonths,
    discountRate: periodDiscountRate(discountAnnualRate, curve.termMonths),
  });
}

/** Writes the rows. */
export async function writeCurves(
  tables: ClickhouseTables,
  run: RunKey,
  curves: readonly ValuedCurve[],
  company: Company,
): Promise<void> {
  const rows = curves.map((one) => ({
    run_id: run.runId,
    as_of: run.asOf.toISOString(),
    ...curveColumns(one.curve),
    why: say(company.language, `curve.${one.curve.reason}`),
    paying_accounts: one.paying.accounts,
    mean_margin_minor: one.meanMarginMinor,
    ...newCustomerColumns(one.newCustomer),
    ...gapColumns(gapOf(one, company.lifetimeValue.discountAnnualRate), company),
  }));
  await insertNamed(tables, "mimamori.lifetime_curves", rows);
}

function curveColumns(curve: CohortCurve) {
  const { fit, counts } = curve;
  const isKnown = fit.status !== "no-data";
  const parameters = isKnown ? parametersOf(fit.curve) : [];
  const errors = isKnown ? (fit.standardErrors ?? []) : [];
  return {
    segment: curve.segment,
    term_months: curve.termMonths,
    spells: curve.spells,
    decisions: sum(counts.atRisk),
    churns: sum(counts.lost),
    at_risk: counts.atRisk,
    lost: counts.lost,
    model: isKnown ? fit.curve.kind : "none",
    basis: curve.basis,
    parameters: Object.fromEntries(parameters),
    standard_errors: Object.fromEntries(
      errors.map((error, index) => [parameters[index]?.[0] ?? "", error]),
    ),
    flags: [...fit.flags],
    log_likelihood: isKnown ? fit.logLikelihood : null,
    bdw_p_value: curve.bdwPValue,
    retentions: isKnown
      ? Array.from({ length: counts.atRisk.length + 1 }, (_, index) =>
          retention(fit.curve, index + 1),
        )
      : [],
  };
}

function parametersOf(curve: RetentionCurve): [string, number][] {
  return Object.entries(curve).filter((entry): entry is [string, number] => entry[0] !== "kind");
}

function newCustomerColumns(value: NewAccountValue | null) {
  const named = [
    ["36_months", value?.newLtv36Months],
    ["60_months", value?.newLtv60Months],
    ["unbounded", value?.newLtvUnbounded],
  ] as const;
  return Object.fromEntries(
    named.flatMap(([horizon, one]) => [
      [`ltv_new_customer_${horizon}_minor`, one?.valueMinor ?? null],
      [`ltv_new_customer_${horizon}_low_minor`, one?.lowMinor ?? null],
      [`ltv_new_customer_${horizon}_high_minor`, one?.highMinor ?? null],
    ]),
  );
}

function gapColumns(gap: ResidualExplanation | null, company: Company) {
  return {
    residual_explanation: explanationOf(gap, company),
    aggregate_retention: gap?.aggregateRetention ?? null,
    residual_naive_minor: gap?.naiveValue ?? null,
    residual_from_age_minor: gap?.fromAge ?? null,
    residual_from_rising_retention_minor: gap?.fromRisingRetention ?? null,
    residual_sbg_minor: gap?.sbgValue ?? null,
    residual_two_segments_minor: gap?.twoSegmentValue ?? null,
    residual_likelier: gap?.likelier ?? "",
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function explanationOf(
  gap: ResidualExplanation | null,
  { language, reportingCurrency: currency }: Company,
): string {
  if (gap === null) return say(language, "value-gap.unknown");
  const { aggregateRetention: retention, naiveValue: naiveMinor, likelier } = gap;
  const valueMinor = (likelier === "two-segment" ? gap.twoSegmentValue : null) ?? gap.sbgValue;
  return say(language, "value-gap", { retention, naiveMinor, valueMinor, currency });
}
