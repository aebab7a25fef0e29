/**
 * What a new customer of a segment may be expected to bring, over the terms that the segment's customers have chosen.
 *
 * In: valued curves. Out: one outlook per segment, "" for the whole company. Pure.
 */
import { survival } from "@mimamori/lifetime-value";
import { WHOLE_COMPANY } from "../revenue/revenue-months.ts";
import type { ValuedCurve } from "./write-curves.ts";

/** Amounts in the minor unit of the reporting currency. */
export interface SegmentOutlook {
  /** Within 60 months, discounted. */
  readonly ltvMinor: number;
  /** Contribution margin and revenue per month. */
  readonly marginMinor: number;
  readonly arpaMinor: number;
  /** Account-months ÷ churns, where that is known. */
  readonly lifetimeMonths: number | null;
  /** Share of new customers that is still there after so many months. */
  readonly survivalAt: (months: number) => number;
}

/** The values of a new customer per segment: the mean of its terms, weighted by the accounts that pay under them now. */
export interface NewCustomerValues {
  readonly within36Minor: number | null;
  readonly within60Minor: number | null;
  readonly unboundedMinor: number | null;
}

function weighted(
  parts: readonly ValuedCurve[],
  of: (one: ValuedCurve) => number | null | undefined,
): number | null {
  let sum = 0;
  let accounts = 0;
  for (const one of parts) {
    const value = of(one) ?? null;
    if (value === null) return null;
    sum += value * one.paying.accounts;
    accounts += one.paying.accounts;
  }
  return accounts === 0 ? null : sum / accounts;
}

function bySegment(curves: readonly ValuedCurve[]): Map<string, ValuedCurve[]> {
  return Map.groupBy(
    curves.filter(({ paying }) => paying.accounts > 0),
    ({ curve }) => curve.segment,
  );
}

/** Null where a term of the segment's customers has no value. */
export function newCustomerValues(curves: readonly ValuedCurve[]): Map<string, NewCustomerValues> {
  const values = [...bySegment(curves)].map(([segment, parts]) => {
    const value: NewCustomerValues = {
      within36Minor: weighted(parts, ({ newCustomer }) => newCustomer?.newLtv36Months?.valueMinor),
      within60Minor: weighted(parts, ({ newCustomer }) => newCustomer?.newLtv60Months?.valueMinor),
      unboundedMinor: weighted(
        parts,
        ({ newCustomer }) => newCustomer?.newLtvUnbounded?.valueMinor,
      ),
    };
    return [segment, value] as const;
  });
  return new Map(values);
}

/** @param lifetimes mean lifetime by segment, censoring-aware */
export function segmentOutlooks(
  curves: readonly ValuedCurve[],
  lifetimes: ReadonlyMap<string, number | null>,
): Map<string, SegmentOutlook> {
  const outlooks = [...bySegment(curves)].flatMap(([segment, parts]) => {
    const ltvMinor = weighted(parts, ({ newCustomer }) => newCustomer?.newLtv60Months?.valueMinor);
    const marginMinor = weighted(parts, (one) => one.meanMarginMinor);
    const arpaMinor = weighted(parts, ({ paying }) => paying.mrrMinor / paying.accounts);
    if (ltvMinor === null || marginMinor === null || arpaMinor === null) return [];
    const outlook: SegmentOutlook = {
      ltvMinor,
      marginMinor,
      arpaMinor,
      lifetimeMonths: lifetimes.get(segment) ?? lifetimes.get(WHOLE_COMPANY) ?? null,
      survivalAt: (months) => weighted(parts, ({ curve }) => survivalOf(curve, months)) ?? 1,
    };
    return [[segment, outlook] as const];
  });
  return new Map(outlooks);
}

function survivalOf({ fit, termMonths }: ValuedCurve["curve"], months: number): number {
  return fit.status === "no-data" ? 1 : survival(fit.curve, Math.floor(months / termMonths));
}
