/**
 * What an account brings after the months that its own hazards speak of: the tail of its cohort's curve. Pure.
 *
 * In: a curve with its errors, the term of the contracts, the monthly weight of later payments. Out: sums per payment of 1 made in
 * the last month that is already counted. They only depend on the renewals behind and the months to the next renewal, so a million
 * accounts share a few hundred of them.
 */
import { nudgedCurves, standardErrorFrom } from "./delta-method.ts";
import type { CurveFit } from "./fit-curve.ts";
import { residualPayments } from "./residual-lifetime.ts";
import { retentionAt, type RetentionCurve } from "./retention-curves.ts";

/** The horizons of predicted values, in months; the last one has no end. */
export const HORIZONS = [36, 60, Infinity] as const;

/** Where an account stands when its tail begins. */
export interface TailStart {
  readonly renewalsBehind: number;
  readonly monthsToRenewal: number;
  /** Months of payments behind the last counted one: 12 after a year of own hazards, 0 for a new account. */
  readonly monthsCounted: number;
}

/** Per horizon: the payments of the tail, null where they have no end; how far off they are, null where that is not known. */
export interface TailSums {
  readonly sums: readonly (number | null)[];
  readonly standardErrors: readonly (number | null)[];
}

const RENEWALS_AT_FIRST = 64;

/** 1 + w + … + w^(months − 1). */
function annuity(weight: number, months: number): number {
  return weight === 1 ? months : (1 - weight ** months) / (1 - weight);
}

/** The sums of one curve at one weight. */
class CurveTail {
  readonly #curve: RetentionCurve;
  readonly #weight: number;
  readonly #termMonths: number;
  #residuals: Float64Array | null = new Float64Array(0);

  constructor(curve: RetentionCurve, weight: number, termMonths: number) {
    this.#curve = curve;
    this.#weight = weight;
    this.#termMonths = termMonths;
  }

  sumsAt(start: TailStart): (number | null)[] {
    return HORIZONS.map((horizon) =>
      horizon === Infinity ? this.#endless(start) : this.#within(start, horizon),
    );
  }

  /** A survivor pays until the next renewal; what comes then is a whole term for every payment of the renewals' own sum. */
  #endless({ renewalsBehind, monthsToRenewal }: TailStart): number | null {
    const residual = this.#residualAt(renewalsBehind + 1);
    if (residual === null) return null;
    const weight = this.#weight;
    return (
      weight * annuity(weight, monthsToRenewal - 1) +
      weight ** monthsToRenewal * annuity(weight, this.#termMonths) * residual
    );
  }

  #residualAt(renewal: number): number | null {
    if (this.#residuals !== null && this.#residuals.length < renewal) {
      const renewals = Math.max(RENEWALS_AT_FIRST, 2 * renewal);
      const weight = this.#weight ** this.#termMonths;
      this.#residuals = residualPayments(this.#curve, weight, renewals);
    }
    return this.#residuals?.[renewal - 1] ?? null;
  }

  #within({ renewalsBehind, monthsToRenewal, monthsCounted }: TailStart, horizon: number): number {
    const left = horizon - 1 - monthsCounted;
    const weight = this.#weight;
    let sum = weight * annuity(weight, Math.min(monthsToRenewal - 1, left));
    let kept = 1;
    let renewal = renewalsBehind;
    for (let month = monthsToRenewal; month <= left; month += this.#termMonths) {
      renewal += 1;
      kept *= retentionAt(this.#curve, renewal);
      sum += kept * weight ** month * annuity(weight, Math.min(this.#termMonths, left - month + 1));
    }
    return sum;
  }
}

/** The tails of all accounts of one fit and one term. */
export class FitTails {
  readonly #fit: CurveFit;
  readonly #own: CurveTail;
  readonly #nudged: readonly CurveTail[] | null;
  readonly #known = new Map<number, TailSums>();

  constructor(fit: CurveFit, weight: number, termMonths: number) {
    const tailOf = (curve: RetentionCurve) => new CurveTail(curve, weight, termMonths);
    this.#fit = fit;
    this.#own = tailOf(fit.curve);
    this.#nudged = nudgedCurves(fit)?.map(tailOf) ?? null;
  }

  at(start: TailStart): TailSums {
    const key =
      (start.renewalsBehind * 4096 + start.monthsToRenewal) * 2 +
      (start.monthsCounted === 0 ? 1 : 0);
    let known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, (known = this.#compute(start)));
    return known;
  }

  #compute(start: TailStart): TailSums {
    const sums = this.#own.sumsAt(start);
    const nudged = this.#nudged?.map((tail) => tail.sumsAt(start)) ?? [];
    const standardErrors = HORIZONS.map((_, index) => {
      const values = nudged.map((one) => one[index] ?? null).filter((value) => value !== null);
      return values.length === 0 || values.length < nudged.length
        ? null
        : standardErrorFrom(this.#fit, values);
    });
    return { sums, standardErrors };
  }
}
