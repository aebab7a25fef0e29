// In: the state of one subscription. Out: its monthly recurring revenue in the reporting currency. Pure.
// The amount is rounded once, here, per subscription: every sum further on is a sum of whole minor units.
import type { SubscriptionChanged } from "@mimamori/event-contracts";
import { minorUnitExponent } from "./currency-digits.ts";

/** The mean month: 365.25 / 12 days. Only day and week intervals need it. */
const DAYS_PER_MONTH = 365.25 / 12;

/** `ratesToReporting.USD = 150` says that one whole dollar is 150 whole units of the reporting currency. */
export interface CurrencySettings {
  readonly reportingCurrency: string;
  readonly ratesToReporting: Readonly<Record<string, number>>;
}

/** Trials, free plans, paused and ended subscriptions are not revenue; an unpaid one still is. */
export function isPaying(status: SubscriptionChanged["status"]): boolean {
  return status === "active" || status === "past_due";
}

/** Months of one billing interval; days and weeks by the mean month. */
export function monthsIn(interval: SubscriptionChanged["interval"]): number {
  switch (interval.unit) {
    case "day":
      return interval.count / DAYS_PER_MONTH;
    case "week":
      return (interval.count * 7) / DAYS_PER_MONTH;
    case "month":
      return interval.count;
    case "year":
      return interval.count * 12;
  }
}

function listPriceOf({ items }: SubscriptionChanged): number {
  return items.reduce((sum, item) => sum + item.amount_minor, 0);
}

function priceOfInterval(data: SubscriptionChanged): number {
  const { discount } = data;
  const listPrice = listPriceOf(data);
  if (discount === undefined) return listPrice;
  if ("share" in discount) return listPrice * (1 - discount.share);
  return Math.max(0, listPrice - discount.amount_minor);
}

/** The share of the list price that the discount takes off, 0 to 1; 0 where the list price is 0. */
export function discountShareOf(data: SubscriptionChanged): number {
  const { discount } = data;
  if (discount === undefined) return 0;
  if ("share" in discount) return discount.share;
  const listPrice = listPriceOf(data);
  return listPrice === 0 ? 0 : Math.min(1, discount.amount_minor / listPrice);
}

/** Rate between minor units, or null when the company states none for the currency. */
export function minorRate(currency: string, settings: CurrencySettings): number | null {
  if (currency === settings.reportingCurrency) return 1;
  if (!Object.hasOwn(settings.ratesToReporting, currency)) return null;
  const rate = settings.ratesToReporting[currency];
  if (rate === undefined) return null;
  return rate * 10 ** (minorUnitExponent(settings.reportingCurrency) - minorUnitExponent(currency));
}

/**
 * Half away from zero. 15 significant digits come first: 1.005 × 100 is 100.49999999999999 in binary, and means 100.5.
 */
export function roundHalfAwayFromZero(amount: number): number {
  const rounded = Math.round(Math.abs(Number(amount.toPrecision(15))));
  return amount < 0 && rounded !== 0 ? -rounded : rounded;
}

/**
 * What the subscription brings per month, in the reporting currency's minor unit, if it pays as `data` says:
 * (sum of the items − discount) ÷ months of the interval × rate, rounded half away from zero. An annual plan counts a
 * twelfth. The items' amounts are whole line prices: seats do not multiply them. Null when the currency has no rate.
 * Source: ChartMogul's definition of MRR.
 */
export function mrrMinorOf(data: SubscriptionChanged, settings: CurrencySettings): number | null {
  const rate = minorRate(data.currency, settings);
  if (rate === null) return null;
  return roundHalfAwayFromZero((priceOfInterval(data) * rate) / monthsIn(data.interval));
}
