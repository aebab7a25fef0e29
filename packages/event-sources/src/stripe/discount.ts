// In: a subscription of Stripe. Out: what its coupons take off an interval. Newer API versions send only the ids of discounts;
// those are kept beside the price, which is then the list price.
import { compact, isObject, listOf, nameAt, numberAt, valueAt } from "../read-values.ts";
import type { JsonObject } from "../read-values.ts";
import { toMinorUnits } from "../minor-units.ts";
import { secondsAt } from "../timestamps.ts";
import type { SubscriptionData } from "../subscription-state.ts";

interface Coupon {
  readonly share: number | undefined;
  readonly amountMinor: number | undefined;
}

export interface DiscountRead {
  readonly discount?: NonNullable<SubscriptionData["discount"]>;
  /** Ids of discounts about which the event says nothing else. */
  readonly discounts_unread?: readonly string[];
}

/** @param listPriceMinor of an interval; @param atMs a coupon that has run out by then takes nothing off. */
export function discountOf(
  subscription: unknown,
  listPriceMinor: number,
  currency: string,
  atMs: number,
): DiscountRead {
  const single = valueAt(subscription, "discount");
  const stated = [
    ...listOf(valueAt(subscription, "discounts")),
    ...(isObject(single) ? [single] : []),
  ];
  const unread = stated.filter((discount) => typeof discount === "string");
  const seen = new Set<string>();
  const coupons = stated.filter(isObject).flatMap((discount) => {
    const id = nameAt(discount, "id") ?? "";
    // Some versions send the same discount in both fields.
    if (seen.has(id)) return [];
    seen.add(id);
    return couponOf(discount, currency, atMs) ?? [];
  });
  return compact({
    discount: combined(coupons, listPriceMinor),
    discounts_unread: unread.length === 0 ? undefined : unread,
  });
}

function couponOf(discount: JsonObject, currency: string, atMs: number): Coupon | undefined {
  const endMs = secondsAt(discount, "end");
  if (endMs !== undefined && endMs <= atMs) return undefined;
  const coupon = [valueAt(discount, "source", "coupon"), discount["coupon"]].find(isObject);
  // What is taken off one invoice only does not change what recurs.
  if (coupon === undefined || coupon["duration"] === "once") return undefined;
  const percent = numberAt(coupon, "percent_off");
  const amount = numberAt(coupon, "amount_off");
  return {
    share: percent === undefined ? undefined : Math.min(Math.max(percent / 100, 0), 1),
    amountMinor: amount === undefined ? undefined : Math.max(0, toMinorUnits(amount, currency)),
  };
}

/** Several coupons count one after the other, as Stripe does. */
function combined(
  coupons: readonly Coupon[],
  listPriceMinor: number,
): DiscountRead["discount"] | undefined {
  if (coupons.length === 0) return undefined;
  if (coupons.every(({ share }) => share !== undefined)) {
    const left = coupons.reduce((rest, { share }) => rest * (1 - (share ?? 0)), 1);
    return { share: Number((1 - left).toFixed(12)) };
  }
  const left = coupons.reduce(
    (rest, { share, amountMinor }) => Math.max(0, rest * (1 - (share ?? 0)) - (amountMinor ?? 0)),
    listPriceMinor,
  );
  return { amount_minor: Math.round(listPriceMinor - left) };
}
