/**
 * Predicted lifetime value per account: contribution margin × survival, discounted. Pure.
 *
 * An EXISTING account: its own hazards for 12 months, then the tail of its cohort's curve after the renewals behind it. A NEW account:
 * the curve from its first payment on. The first payment is made now and counts in full. The intervals are those of the expected value (90 %,
 * delta method over the curve's parameters, the level of the hazards and the expansion), not of what one account will pay.
 */
import { checkAccount, checkAmount, checkWhole, LONGEST_TERM_MONTHS } from "./check-account.ts";
import { notNegative, valueOf } from "./checked-numbers.ts";
import { periodDiscountRate } from "./contractual-value.ts";
import { countMonths, paymentsOfYear } from "./counted-months.ts";
import { LifetimeInputError } from "./errors.ts";
import type { CurveFit } from "./fit-curve.ts";
import {
  OWN_MONTHS,
  type ExistingAccount,
  type ExistingAccountValue,
  type NewAccount,
  type NewAccountValue,
  type PredictedValue,
  type ValueFlag,
  type ValuePredictor,
  type ValueTail,
  type ValueTerms,
} from "./predicted-values.ts";
import { FitTails, HORIZONS, type TailStart } from "./tail-sums.ts";

/** 20 % a month is nine times as much after a year: whatever is above is a mistake. */
const LARGEST_EXPANSION = 0.2;
/** Half of a 90 % interval, in standard errors. */
const NINETY_PERCENT = 1.6448536269514722;
/** The step by which the effect of the expansion is measured. */
const RATE_NUDGE = 1e-6;

/** Beyond this the straight line that the errors were measured along says nothing of the curve. */
const LARGEST_RELATIVE_ERROR = 1.5;

const NO_HAZARDS = new Float64Array(0);

function valueWithin(
  marginMinor: number,
  perPayment: number,
  standardError: number | null,
): PredictedValue {
  const valueMinor = marginMinor * perPayment;
  if (standardError === null || standardError > LARGEST_RELATIVE_ERROR * perPayment)
    return { valueMinor, lowMinor: null, highMinor: null };
  // On the logarithm, so that no bound changes its sign.
  const factor = Math.exp((NINETY_PERCENT * standardError) / perPayment);
  const bounds = [valueMinor / factor, valueMinor * factor] as const;
  return { valueMinor, lowMinor: Math.min(...bounds), highMinor: Math.max(...bounds) };
}

/** Everything that is computed once per run: tails by fit and term, at the run's weight and a little to both sides of it. */
class Predictor {
  readonly #growth: number;
  readonly #rate: number;
  readonly #expansionSd: number;
  readonly #tails = new Map<CurveFit, Map<number, readonly FitTails[]>>();
  readonly #weights: readonly number[];

  constructor({ discountAnnualRate, expansion }: ValueTerms) {
    this.#rate = 1 + periodDiscountRate(discountAnnualRate, 1);
    const monthly = expansion?.monthlyRate ?? 0;
    if (!(monthly > -1 && monthly <= LARGEST_EXPANSION))
      throw new LifetimeInputError(
        `expansion.monthlyRate: expected above -1 and at most ${LARGEST_EXPANSION}, found ${monthly}`,
      );
    this.#growth = 1 + monthly;
    this.#expansionSd = valueOf("expansion.sd", notNegative, expansion?.sd ?? 0);
    const nudges = this.#expansionSd > 0 ? [0, RATE_NUDGE, -RATE_NUDGE] : [0];
    this.#weights = nudges.map((nudge) => (this.#growth + nudge) / this.#rate);
  }

  existing(account: ExistingAccount): ExistingAccountValue {
    checkAccount(account);
    const { hazards, monthlyMarginMinor, monthlyRevenueMinor, tail } = account;
    const { renewalsBehind, monthsToRenewal } = account;
    const { termMonths } = tail;
    const passed =
      monthsToRenewal > OWN_MONTHS
        ? 0
        : Math.floor((OWN_MONTHS - monthsToRenewal) / termMonths) + 1;
    const start = {
      renewalsBehind: renewalsBehind + passed,
      monthsToRenewal: monthsToRenewal + passed * termMonths - OWN_MONTHS,
      monthsCounted: OWN_MONTHS,
    };
    const { values, flags } = this.#valuesOf(
      monthlyMarginMinor,
      hazards,
      account.hazardsLogSd ?? 0,
      tail,
      start,
    );
    return {
      expectedRevenue12MonthsMinor: monthlyRevenueMinor * paymentsOfYear(hazards, this.#growth),
      existingLtv36Months: values[0] ?? null,
      existingLtv60Months: values[1] ?? null,
      existingLtvUnbounded: values[2] ?? null,
      flags,
    };
  }

  new({ monthlyMarginMinor, tail }: NewAccount): NewAccountValue {
    checkAmount("monthlyMarginMinor", monthlyMarginMinor);
    const start = { renewalsBehind: 0, monthsToRenewal: tail.termMonths, monthsCounted: 0 };
    const { values, flags } = this.#valuesOf(monthlyMarginMinor, NO_HAZARDS, 0, tail, start);
    return {
      newLtv36Months: values[0] ?? null,
      newLtv60Months: values[1] ?? null,
      newLtvUnbounded: values[2] ?? null,
      flags,
    };
  }

  #valuesOf(
    marginMinor: number,
    hazards: Float64Array,
    hazardsLogSd: number,
    { model, termMonths }: ValueTail,
    start: TailStart,
  ): { readonly values: readonly (PredictedValue | null)[]; readonly flags: readonly ValueFlag[] } {
    if (model.status === "no-data") return { values: [], flags: ["no-tail"] };
    const tails = this.#tailsOf(model, termMonths);
    const counted = this.#weights.map((weight) => countMonths(hazards, weight));
    const [own] = counted;
    const sums = tails.map((one) => one.at(start));
    const [tail] = sums;
    if (own === undefined || tail === undefined) return { values: [], flags: ["no-tail"] };
    const values = HORIZONS.map((_, index) => {
      const after = tail.sums[index] ?? null;
      if (after === null) return null;
      const error = tail.standardErrors[index] ?? null;
      const byLevel = (own.sumByLevel + own.lastByLevel * after) * hazardsLogSd;
      const perPayment = counted.map((one, at) => {
        const sum = sums[at]?.sums[index] ?? null;
        return sum === null ? null : one.sum + one.last * sum;
      });
      const byExpansion = this.#byExpansion(perPayment);
      const standardError =
        error === null || byExpansion === null
          ? null
          : Math.hypot(own.last * error, byLevel, byExpansion);
      return valueWithin(marginMinor, own.sum + own.last * after, standardError);
    });
    return { values, flags: flagsOf(values) };
  }

  /** The error that the expansion's own error brings; null where a rate a little higher has no end. */
  #byExpansion([, above, below]: readonly (number | null)[]): number | null {
    if (this.#expansionSd === 0) return 0;
    if (above === null || above === undefined || below === null || below === undefined) return null;
    return ((above - below) / (2 * RATE_NUDGE)) * this.#expansionSd;
  }

  #tailsOf(fit: CurveFit, termMonths: number): readonly FitTails[] {
    let ofFit = this.#tails.get(fit);
    if (ofFit === undefined) this.#tails.set(fit, (ofFit = new Map<number, readonly FitTails[]>()));
    let tails = ofFit.get(termMonths);
    if (tails === undefined) {
      checkWhole("tail.termMonths", termMonths, 1, LONGEST_TERM_MONTHS);
      tails = this.#weights.map((weight) => new FitTails(fit, weight, termMonths));
      ofFit.set(termMonths, tails);
    }
    return tails;
  }
}

const NO_FLAGS: readonly ValueFlag[] = [];

function flagsOf(values: readonly (PredictedValue | null)[]): readonly ValueFlag[] {
  const diverges = values.at(-1) === null;
  const noInterval = values.some((value) => value !== null && value.lowMinor === null);
  if (!diverges && !noInterval) return NO_FLAGS;
  return [
    ...(diverges ? (["unbounded-diverges"] as const) : []),
    ...(noInterval ? (["no-interval"] as const) : []),
  ];
}

/**
 * A predictor for the accounts of one run. It keeps the sums of each fit and term that it has met, so accounts that share a fit
 * object and a term cost some microseconds each: pass the same object, not a copy.
 * Throws LifetimeInputError for a rate that makes no sense; so do its functions for an account's numbers.
 * Source of the tail: Fader & Hardie (2010), "Customer-base valuation in a contractual setting", Marketing Science 29(1).
 */
export function valuePredictor(terms: ValueTerms): ValuePredictor {
  const predictor = new Predictor(terms);
  return {
    existing: (account) => predictor.existing(account),
    new: (account) => predictor.new(account),
  };
}
