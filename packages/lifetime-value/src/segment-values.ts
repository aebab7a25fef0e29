// In: what was observed of each segment. Out: the textbook lifetime values per segment and for the whole company. Pure.
import { count, notNegative, positiveInt, share, valueOf } from "./checked-numbers.ts";
import { censoringAwareMeanLifetimeMonths } from "./observed-lifetimes.ts";
import {
  arpaMarginOverChurn,
  arpaOverChurn,
  arpaTimesLifetime,
  DEFAULT_HORIZON_MONTHS,
} from "./textbook-formulas.ts";

/** Fewer churns than this say too little about a rate. */
const DEFAULT_MINIMUM_CHURNS = 30;

/** Churns seen while accounts were watched for so many account-months in all: 10 accounts for a year are 120. */
export interface Exposure {
  readonly churnedAccounts: number;
  readonly accountMonths: number;
}

/** One segment as of T. Amounts in the reporting currency's minor unit. */
export interface ObservedSegment {
  readonly segment: string;
  readonly payingAccounts: number;
  readonly mrrMinor: number;
  readonly grossMargin: number;
  /** In the window that churn rates look back. */
  readonly inWindow: Exposure;
  /** Since the beginning of the history: accounts that still pay count with the months that they have paid so far. */
  readonly inHistory: Exposure;
}

export interface ValueSettings {
  /** Stands for the lifetime when nobody has churned. */
  readonly horizonMonths?: number;
  /** A segment with fewer churns takes the company's rate. */
  readonly minimumChurns?: number;
}

/** One segment's values; null where a formula has no answer (no paying account, nothing observed). */
export interface SegmentValues {
  /** "" is the whole company. */
  readonly segment: string;
  readonly accounts: number;
  readonly churnedAccounts: number;
  readonly arpaMinor: number | null;
  /** Churned accounts ÷ account-months of the window, pooled if the segment has too few churns. */
  readonly monthlyLogoChurn: number | null;
  readonly churnSource: "segment" | "pooled";
  /** Even the company as a whole has fewer churns than the minimum: read the values as rough. */
  readonly fewChurns: boolean;
  readonly grossMargin: number;
  /**
   * Account-months of the whole history ÷ churns. Accounts that still pay are counted with what they have paid so far, so
   * they do not shorten it (the censoring-aware mean of an exponential lifetime); the horizon when nobody has churned.
   */
  readonly meanLifetimeMonths: number | null;
  readonly ltvArpaOverChurnMinor: number | null;
  readonly ltvMarginOverChurnMinor: number | null;
  readonly ltvArpaTimesLifetimeMinor: number | null;
  /** The horizon stands for a lifetime because no churn was seen. */
  readonly capped: boolean;
}

interface CheckedSettings {
  readonly horizonMonths: number;
  readonly minimumChurns: number;
}

function checkExposure(name: string, { churnedAccounts, accountMonths }: Exposure): void {
  valueOf(`${name}.churnedAccounts`, count, churnedAccounts);
  valueOf(`${name}.accountMonths`, notNegative, accountMonths);
}

function check(observed: ObservedSegment): void {
  const name = `segment ${JSON.stringify(observed.segment)}`;
  valueOf(`${name}: payingAccounts`, count, observed.payingAccounts);
  valueOf(`${name}: mrrMinor`, notNegative, observed.mrrMinor);
  valueOf(`${name}: grossMargin`, share, observed.grossMargin);
  checkExposure(`${name}: inWindow`, observed.inWindow);
  checkExposure(`${name}: inHistory`, observed.inHistory);
}

function together(left: Exposure, right: Exposure): Exposure {
  return {
    churnedAccounts: left.churnedAccounts + right.churnedAccounts,
    accountMonths: left.accountMonths + right.accountMonths,
  };
}

const NOTHING: Exposure = { churnedAccounts: 0, accountMonths: 0 };

/** The company as one segment; its margin is that of its revenue (the plain mean while there is none). */
function companyOf(segments: readonly ObservedSegment[]): ObservedSegment {
  const mrrMinor = segments.reduce((sum, one) => sum + one.mrrMinor, 0);
  const weightOf = (one: ObservedSegment): number =>
    mrrMinor > 0 ? one.mrrMinor / mrrMinor : 1 / segments.length;
  const grossMargin = segments.reduce((sum, one) => sum + one.grossMargin * weightOf(one), 0);
  return {
    segment: "",
    payingAccounts: segments.reduce((sum, one) => sum + one.payingAccounts, 0),
    mrrMinor,
    grossMargin: Math.min(1, grossMargin),
    inWindow: segments.map((one) => one.inWindow).reduce(together, NOTHING),
    inHistory: segments.map((one) => one.inHistory).reduce(together, NOTHING),
  };
}

/** A rate is a share of the accounts that were there: short exposures (two churns in one account-month) count as 1. */
function monthlyChurnOf({ churnedAccounts, accountMonths }: Exposure): number | null {
  if (accountMonths === 0) return null;
  return Math.min(1, churnedAccounts / accountMonths);
}

function meanLifetimeOf(exposure: Exposure, horizonMonths: number): number | null {
  if (exposure.accountMonths === 0) return null;
  const { accountMonths, churnedAccounts } = exposure;
  return censoringAwareMeanLifetimeMonths(accountMonths, churnedAccounts) ?? horizonMonths;
}

function valuesOf(
  observed: ObservedSegment,
  company: ObservedSegment,
  settings: CheckedSettings,
): SegmentValues {
  const { horizonMonths, minimumChurns } = settings;
  const pooled = observed !== company && observed.inWindow.churnedAccounts < minimumChurns;
  const inWindow = pooled ? company.inWindow : observed.inWindow;
  const livesLikeAll = observed.inHistory.churnedAccounts < minimumChurns;
  const inHistory = livesLikeAll ? company.inHistory : observed.inHistory;
  const { grossMargin, payingAccounts } = observed;
  const arpaMinor = payingAccounts === 0 ? null : observed.mrrMinor / payingAccounts;
  const churn = monthlyChurnOf(inWindow);
  const meanLifetimeMonths = meanLifetimeOf(inHistory, horizonMonths);
  const known = arpaMinor !== null && churn !== null;
  return {
    segment: observed.segment,
    accounts: payingAccounts,
    churnedAccounts: observed.inWindow.churnedAccounts,
    arpaMinor,
    monthlyLogoChurn: churn,
    churnSource: pooled ? "pooled" : "segment",
    fewChurns: inWindow.churnedAccounts < minimumChurns,
    grossMargin,
    meanLifetimeMonths,
    ltvArpaOverChurnMinor: known ? arpaOverChurn(arpaMinor, churn, horizonMonths).value : null,
    ltvMarginOverChurnMinor: known
      ? arpaMarginOverChurn(arpaMinor, grossMargin, churn, horizonMonths).value
      : null,
    ltvArpaTimesLifetimeMinor:
      arpaMinor === null || meanLifetimeMonths === null
        ? null
        : arpaTimesLifetime(arpaMinor, meanLifetimeMonths),
    capped: churn === 0 || (meanLifetimeMonths !== null && inHistory.churnedAccounts === 0),
  };
}

/**
 * The values of the whole company (segment "") and of each segment, in the order given. Throws LifetimeInputError for a
 * number that no account base can have.
 */
export function textbookLifetimeValues(
  segments: readonly ObservedSegment[],
  {
    horizonMonths = DEFAULT_HORIZON_MONTHS,
    minimumChurns = DEFAULT_MINIMUM_CHURNS,
  }: ValueSettings = {},
): SegmentValues[] {
  segments.forEach(check);
  const settings = {
    horizonMonths: valueOf("horizonMonths", positiveInt, horizonMonths),
    minimumChurns: valueOf("minimumChurns", count, minimumChurns),
  };
  const company = companyOf(segments);
  return [company, ...segments].map((observed) => valuesOf(observed, company, settings));
}
