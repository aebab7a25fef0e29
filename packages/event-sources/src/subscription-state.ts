// What the billing tools' subscriptions have in common, once they are read.
import type { EventDataInput } from "@mimamori/event-contracts";

export type SubscriptionData = EventDataInput<"billing.subscription_changed.v1">;
export type SubscriptionItem = SubscriptionData["items"][number];
export type BillingInterval = SubscriptionData["interval"];

export interface PricedItem {
  readonly interval: BillingInterval;
  readonly item: SubscriptionItem;
}

export type ItemsRead =
  | { readonly ok: true; readonly interval: BillingInterval; readonly items: SubscriptionItem[] }
  | { readonly ok: false; readonly reason: string };

const UNITS: Readonly<Record<string, BillingInterval["unit"]>> = {
  day: "day",
  week: "week",
  month: "month",
  year: "year",
};

/** Undefined for what is no interval of ours. */
export function intervalOf(
  unit: string | undefined,
  count: number | undefined,
): BillingInterval | undefined {
  const known = UNITS[unit ?? ""];
  if (known === undefined || !(Number.isInteger(count) && (count ?? 0) > 0)) return undefined;
  return { unit: known, count: count ?? 1 };
}

function isSame(left: BillingInterval, right: BillingInterval): boolean {
  return left.unit === right.unit && left.count === right.count;
}

/** Whole months; undefined for days and weeks, which make no whole months. */
function wholeMonths({ unit, count }: BillingInterval): number | undefined {
  if (unit === "month") return count;
  return unit === "year" ? count * 12 : undefined;
}

/**
 * All items for one interval: theirs where they agree, else the longest, in which the items of shorter ones stand several times.
 */
export function itemsOfOneInterval(priced: readonly PricedItem[]): ItemsRead {
  const [first] = priced;
  if (first === undefined) return { ok: false, reason: "items: expected at least one" };
  if (priced.every(({ interval }) => isSame(interval, first.interval))) {
    return { ok: true, interval: first.interval, items: priced.map(({ item }) => item) };
  }
  const months = priced.map(({ interval }) => wholeMonths(interval) ?? NaN);
  const longest = Math.max(...months);
  if (Number.isNaN(longest)) {
    return { ok: false, reason: "items: days or weeks beside other intervals make no common one" };
  }
  const items = priced.map(({ item }, index) => ({
    ...item,
    amount_minor: Math.round(item.amount_minor * (longest / (months[index] ?? longest))),
  }));
  return { ok: true, interval: { unit: "month", count: longest }, items };
}
