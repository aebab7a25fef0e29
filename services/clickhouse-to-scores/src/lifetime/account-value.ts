/**
 * What one account is still worth: its margin, its own risk for a year or the curve's, and the flags that a reader needs.
 *
 * In: a row of account-rows.ts, the curve of its segment and term. Out: an ExistingAccountValue with where it comes from. Pure.
 */
import { fitRetentionCurve, retention } from "@mimamori/lifetime-value";
import type { ExistingAccountValue, ValuePredictor } from "@mimamori/lifetime-value";
import type { Company } from "@mimamori/company-config";
import { HAZARD_MONTHS, HAZARDS } from "./account-rows.ts";
import type { PayingAccounts } from "./account-rows.ts";
import type { CohortCurve } from "./fit-cohort-curves.ts";

/** Whose hazards the first twelve months go by. */
export type HazardSource = "churn-model" | "curve" | "notice";

export interface AccountMargin {
  readonly share: number;
  readonly costMinor: number;
  readonly monthlyMinor: number;
  /** The company's default stands in for a product or a segment that has no margin of its own. */
  readonly isDefault: boolean;
}

export interface AccountValue extends ExistingAccountValue {
  readonly hazardSource: HazardSource;
}

/** Everybody leaves at the next renewal: the curve of who has given notice. */
const LEAVES_NEXT = fitRetentionCurve("geometric", { atRisk: [1], lost: [1] });

/** The margin of the account in a row. @param minorPerUnit minor units in one unit of the reporting currency */
export function marginOfRow(
  { columns }: PayingAccounts,
  row: number,
  { grossMargin, lifetimeValue }: Company,
  minorPerUnit: number,
): AccountMargin {
  const ofSegment = grossMargin.bySegment[columns.segment[row] ?? ""];
  const unnamed = columns.unnamed_share[row] ?? 1;
  const share = (columns.product_margin[row] ?? 0) + unnamed * (ofSegment ?? grossMargin.default);
  const tier = columns.tier[row] ?? "";
  const costs: Readonly<Record<string, number>> = lifetimeValue.costToServePerMonth;
  const costMinor = (Object.hasOwn(costs, tier) ? (costs[tier] ?? 0) : 0) * minorPerUnit;
  return {
    share,
    costMinor,
    monthlyMinor: (columns.mrr_minor[row] ?? 0) * share - costMinor,
    isDefault: unnamed > 0 && ofSegment === undefined,
  };
}

/** Values accounts one after the other; keeps what accounts share. */
export class AccountValuer {
  readonly #predictor: ValuePredictor;
  readonly #ofCurves = new Map<CohortCurve, Map<number, Float64Array>>();
  readonly #own = new Float64Array(HAZARD_MONTHS);

  constructor(predictor: ValuePredictor) {
    this.#predictor = predictor;
  }

  value(
    block: PayingAccounts,
    row: number,
    curve: CohortCurve,
    monthlyMarginMinor: number,
  ): AccountValue {
    const { columns } = block;
    const renewalsBehind = columns.renewals_behind[row] ?? 0;
    const own = {
      monthlyRevenueMinor: columns.mrr_minor[row] ?? 0,
      monthlyMarginMinor,
      renewalsBehind,
    };
    const { termMonths, fit } = curve;
    const toRenewal = columns.months_to_renewal[row] ?? 1;
    if (columns.gave_notice[row] === 1) {
      const monthsToRenewal = columns.months_to_end[row] ?? 1;
      const tail = { model: LEAVES_NEXT, termMonths };
      const hazards = this.#own.fill(0);
      if (monthsToRenewal <= HAZARD_MONTHS) hazards[monthsToRenewal - 1] = 1;
      const value = this.#predictor.existing({ ...own, hazards, tail, monthsToRenewal });
      return { ...value, hazardSource: "notice" };
    }
    const tail = { model: fit, termMonths };
    const isScored = columns.has_hazards[row] === 1;
    const value = this.#predictor.existing({
      ...own,
      tail,
      monthsToRenewal: toRenewal,
      hazards: isScored
        ? this.#hazardsOfRow(block, row)
        : this.#hazardsOfCurve(curve, renewalsBehind, toRenewal),
      hazardsLogSd: isScored ? (columns.hazard_log_sd[row] ?? 0) : logSdOf(fit),
    });
    return { ...value, hazardSource: isScored ? "churn-model" : "curve" };
  }

  #hazardsOfRow({ columns }: PayingAccounts, row: number): Float64Array {
    HAZARDS.forEach((name, month) => {
      this.#own[month] = columns[name][row] ?? 0;
    });
    return this.#own;
  }

  /** A curve only falls at renewals. */
  #hazardsOfCurve(curve: CohortCurve, renewalsBehind: number, toRenewal: number): Float64Array {
    let known = this.#ofCurves.get(curve);
    if (known === undefined) this.#ofCurves.set(curve, (known = new Map<number, Float64Array>()));
    const key = renewalsBehind * 4_096 + toRenewal;
    let hazards = known.get(key);
    if (hazards === undefined) {
      hazards = new Float64Array(HAZARD_MONTHS);
      const { fit, termMonths } = curve;
      let renewal = renewalsBehind;
      for (let month = toRenewal; month <= HAZARD_MONTHS; month += termMonths) {
        renewal += 1;
        hazards[month - 1] = fit.status === "no-data" ? 0 : 1 - retention(fit.curve, renewal);
      }
      known.set(key, hazards);
    }
    return hazards;
  }
}

/** The error of the logarithm of a level that was counted from so many churns (Poisson). */
function logSdOf(fit: CohortCurve["fit"]): number {
  return fit.status === "no-data" ? 0 : 1 / Math.sqrt(Math.max(1, fit.lost));
}

/** Why a value should be read with care, as words that a view splits. */
export function flagsOf(
  value: AccountValue,
  curve: CohortCurve,
  margin: AccountMargin,
): readonly string[] {
  const flags = value.hazardSource === "notice" ? ["gave-notice"] : curveFlagsOf(value, curve);
  if (margin.isDefault) flags.push("default-margin");
  if (margin.monthlyMinor < 0) flags.push("costs-more-than-it-brings");
  return flags;
}

/** Those of the curve that say something of a single account's value. */
const TOLD = new Set<string>(["heterogeneity-not-identified", "no-churn", "all-churned"]);

function curveFlagsOf({ flags }: AccountValue, { basis, fit }: CohortCurve): string[] {
  const borrowed = basis === "other-terms" ? ["curve-of-other-terms"] : [];
  return [...flags, ...borrowed, ...fit.flags.filter((flag) => TOLD.has(flag))];
}
