// What a whole customer base is still worth, and why one retention rate for all of it says too little. Pure.
import { notNegative, valueOf } from "./checked-numbers.ts";
import { clvFirstPaymentNow } from "./contractual-value.ts";
import { fitRetentionCurve, type CurveFit } from "./fit-curve.ts";
import { countsOfCohorts } from "./renewal-counts.ts";
import { residualPayments } from "./residual-lifetime.ts";
import { checkedCurve, retentionAt, type RetentionCurve } from "./retention-curves.ts";

/** What a payment brings and how later ones are discounted; both per renewal period. */
export interface PaymentTerms {
  readonly margin: number;
  readonly discountRate: number;
}

/** Accounts of one age: they have paid n times and stand just before renewal n. */
export interface AgeGroup {
  readonly payments: number;
  readonly accounts: number;
}

/** The active accounts by age, youngest first, of cohorts given by their accounts alive after 0, 1, 2 … renewals. */
export function activeByAge(cohorts: readonly (readonly number[])[]): AgeGroup[] {
  const groups = new Map<number, number>();
  for (const alive of cohorts) {
    const accounts = alive.at(-1) ?? 0;
    if (accounts > 0) groups.set(alive.length, (groups.get(alive.length) ?? 0) + accounts);
  }
  return [...groups]
    .map(([payments, accounts]) => ({ payments, accounts }))
    .sort((left, right) => left.payments - right.payments);
}

/** The rate on a dashboard: of all accounts before their latest renewal, the share that renewed. Null where none has faced one. */
export function aggregateRetention(cohorts: readonly (readonly number[])[]): number | null {
  let before = 0;
  let after = 0;
  for (const alive of cohorts) {
    if (alive.length < 2) continue;
    before += alive.at(-2) ?? 0;
    after += alive.at(-1) ?? 0;
  }
  return before === 0 ? null : after / before;
}

/**
 * The residual value at one constant retention for all: accounts × margin × r·(1 + i) ÷ (1 + i − r). Null where nobody leaves and nothing is
 * discounted.
 * It is what most reports show, and too low wherever accounts differ.
 */
export function naiveResidualValue(
  accounts: number,
  retention: number,
  { margin, discountRate }: PaymentTerms,
): number | null {
  const fromRenewal = clvFirstPaymentNow({ margin, retention, discountRate });
  if (fromRenewal === null) return null;
  return valueOf("accounts", notNegative, accounts) * retention * fromRenewal;
}

/** Σ over the accounts of margin × DERL(i | payments made): the residual value by a curve. Null where it has no end. */
export function residualValueByCurve(
  curve: RetentionCurve,
  groups: readonly AgeGroup[],
  { margin, discountRate }: PaymentTerms,
): number | null {
  const weight = 1 / (1 + valueOf("discountRate", notNegative, discountRate));
  const oldest = groups.reduce((most, { payments }) => Math.max(most, payments), 0);
  const residuals = residualPayments(checkedCurve(curve), weight, oldest);
  if (residuals === null) return null;
  return groups.reduce(
    (sum, { payments, accounts }) => sum + accounts * margin * (residuals[payments - 1] as number),
    0,
  );
}

/** One age in the explanation: what the one rate and what the curve say of an account of this age. */
export interface AgeExplanation extends AgeGroup {
  /** The probability that such an account makes its next renewal; the aggregate rate is the same for all. */
  readonly nextRetention: number;
  readonly naiveValuePerAccount: number;
  readonly valuePerAccount: number;
}

/** From the naive residual value to the one by the curves, in steps that add up. */
export interface ResidualExplanation {
  readonly accounts: number;
  readonly aggregateRetention: number;
  /** All accounts at the aggregate rate. */
  readonly naiveValue: number;
  /** + because older accounts renew more often: each age at its own next retention, held constant. */
  readonly fromAge: number;
  /** + because the weak go on leaving first, so that retention goes on rising: the whole curve of sBG. */
  readonly fromRisingRetention: number;
  /** = the value by sBG. */
  readonly sbgValue: number;
  /** + because the accounts differ in another way than sBG's Beta can say; null where two segments cannot be told apart. */
  readonly fromSegments: number | null;
  /** = the value by two segments. Where it is far from sBG's, believe neither blindly: look at the segments. */
  readonly twoSegmentValue: number | null;
  /** Of the two curves, the one with the smaller BIC. */
  readonly likelier: "sBG" | "two-segment";
  readonly sbg: CurveFit;
  readonly twoSegment: CurveFit | null;
  readonly ages: readonly AgeExplanation[];
}

/**
 * Why the residual value by one aggregate retention rate falls short (Fader & Hardie 2010: $4.9 m for a base that is worth $7.9 m).
 * @param cohorts accounts alive after 0, 1, 2 … renewals; the last number of each is today's
 * @returns null where nothing can be said: no account is active, none has faced a renewal, or a sum has no end
 */
export function explainResidualValue(
  cohorts: readonly (readonly number[])[],
  terms: PaymentTerms,
): ResidualExplanation | null {
  const counts = countsOfCohorts(cohorts);
  const groups = activeByAge(cohorts);
  const accounts = groups.reduce((sum, group) => sum + group.accounts, 0);
  const rate = aggregateRetention(cohorts);
  const sbg = fitRetentionCurve("sBG", counts);
  if (rate === null || accounts === 0 || sbg.status === "no-data") return null;
  const naiveValue = naiveResidualValue(accounts, rate, terms);
  const sbgValue = residualValueByCurve(sbg.curve, groups, terms);
  if (naiveValue === null || sbgValue === null) return null;
  const twoSegment = twoSegmentsOf(cohorts);
  const twoSegmentValue =
    twoSegment === null ? null : residualValueByCurve(twoSegment.curve, groups, terms);
  const byAge = groups.reduce(
    (sum, group) => sum + (constantFrom(sbg.curve, group, terms) ?? 0),
    0,
  );
  const likelier = twoSegment !== null && bicOf(twoSegment) < bicOf(sbg);
  return {
    accounts,
    aggregateRetention: rate,
    naiveValue,
    fromAge: byAge - naiveValue,
    fromRisingRetention: sbgValue - byAge,
    sbgValue,
    fromSegments: twoSegmentValue === null ? null : twoSegmentValue - sbgValue,
    twoSegmentValue,
    likelier: likelier ? "two-segment" : "sBG",
    sbg,
    twoSegment,
    ages: groups.map((group) => ({
      ...group,
      nextRetention: retentionAt(sbg.curve, group.payments),
      naiveValuePerAccount: naiveValue / accounts,
      valuePerAccount: (residualValueByCurve(sbg.curve, [group], terms) ?? 0) / group.accounts,
    })),
  };
}

function twoSegmentsOf(cohorts: readonly (readonly number[])[]): CurveFit | null {
  const fit = fitRetentionCurve("two-segment", countsOfCohorts(cohorts));
  return fit.status === "fitted" ? fit : null;
}

/** One age's accounts, as if their next retention stayed for ever. */
function constantFrom(
  curve: RetentionCurve,
  { payments, accounts }: AgeGroup,
  terms: PaymentTerms,
): number | null {
  return naiveResidualValue(accounts, retentionAt(curve, payments), terms);
}

function bicOf({ logLikelihood, logParameters, decisions }: CurveFit): number {
  return (logParameters?.length ?? 0) * Math.log(decisions) - 2 * logLikelihood;
}
