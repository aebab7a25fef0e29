// In: a subscription as Chargebee's events carry it (product catalog 1.0: a plan and addons; 2.0: items). Out: our snapshot of it.
import { toMinorUnits } from "../minor-units.ts";
import { compact, currencyAt, integerAt, listOf, nameAt, valueAt } from "../read-values.ts";
import { mapped, refused, sourceEvent } from "../source-event.ts";
import type { EventHead, Mapped } from "../source-event.ts";
import { intervalOf, itemsOfOneInterval } from "../subscription-state.ts";
import type {
  BillingInterval,
  ItemsRead,
  PricedItem,
  SubscriptionData,
} from "../subscription-state.ts";
import { instant, secondsAt } from "../timestamps.ts";
import { versionOf } from "./resource-version.ts";

const STATUS: Readonly<Record<string, SubscriptionData["status"]>> = {
  // Its start lies ahead, and started_at says when.
  future: "active",
  in_trial: "trialing",
  active: "active",
  non_renewing: "active",
  paused: "paused",
  cancelled: "ended",
  transferred: "ended",
};

export function mapSubscription(subscription: unknown, head: EventHead): Mapped {
  const id = nameAt(subscription, "id");
  const subject = nameAt(subscription, "customer_id");
  const currency = currencyAt(subscription, "currency_code");
  const status = STATUS[nameAt(subscription, "status") ?? ""];
  if (id === undefined || subject === undefined)
    return refused("subscription: expected id and customer_id");
  if (currency === undefined || status === undefined) {
    return refused("subscription: expected currency_code and a known status");
  }
  const read = readItems(subscription, currency);
  if (!read.ok) return refused(`subscription: ${read.reason}`);
  const data = {
    subscription_id: id,
    status: statusOf(status, subscription, read.items),
    items: read.items,
    currency,
    interval: read.interval,
    ...termsOf(subscription, status),
    ...unreadDiscounts(subscription),
  };
  const ranked = { ...head, subject, sequence: versionOf(subscription) };
  return mapped(sourceEvent("billing.subscription_changed.v1", ranked, data));
}

function statusOf(
  status: SubscriptionData["status"],
  subscription: unknown,
  items: SubscriptionData["items"],
): SubscriptionData["status"] {
  if (status !== "active") return status;
  if (items.every(({ amount_minor }) => amount_minor === 0)) return "free";
  return (integerAt(subscription, "due_invoices_count") ?? 0) > 0 ? "past_due" : "active";
}

function termsOf(subscription: unknown, status: SubscriptionData["status"]) {
  const leaves = nameAt(subscription, "status") === "non_renewing";
  const termEndMs = secondsAt(subscription, "current_term_end");
  const cancelledMs = secondsAt(subscription, "cancelled_at");
  const renews = !leaves && status !== "ended";
  return compact({
    started_at: instant(
      secondsAt(subscription, "started_at") ?? secondsAt(subscription, "start_date"),
    ),
    period_start: instant(secondsAt(subscription, "current_term_start")),
    period_end: instant(termEndMs),
    renews_at: renews
      ? instant(secondsAt(subscription, "next_billing_at") ?? termEndMs)
      : undefined,
    auto_renew: renews,
    cancel_at_period_end: leaves,
    // Of one that leaves it lies ahead: the end of what is paid for.
    ended_at: renews ? undefined : instant(cancelledMs ?? termEndMs),
    trial_end: instant(secondsAt(subscription, "trial_end")),
  });
}

/** The event names coupons, and does not say what they take off. */
function unreadDiscounts(subscription: unknown): { discounts_unread?: string[] } {
  const coupons = listOf(valueAt(subscription, "coupons")).flatMap(
    (coupon) => nameAt(coupon, "coupon_id") ?? [],
  );
  return coupons.length === 0 ? {} : { discounts_unread: coupons };
}

function readItems(subscription: unknown, currency: string): ItemsRead {
  const own = intervalAt(subscription);
  if (own === undefined)
    return { ok: false, reason: "expected billing_period and billing_period_unit" };
  const items = listOf(valueAt(subscription, "subscription_items"));
  // What is charged once does not recur.
  const recurring = items.filter((item) => nameAt(item, "item_type") !== "charge");
  const priced: PricedItem[] = items.length > 0 ? [] : [planOf(subscription, own, currency)];
  const others = items.length > 0 ? recurring : listOf(valueAt(subscription, "addons"));
  for (const item of others) {
    const product = nameAt(item, "item_price_id") ?? nameAt(item, "id");
    if (product === undefined) return { ok: false, reason: "an item has no id" };
    priced.push({ interval: intervalAt(item) ?? own, item: itemOf(item, product, currency) });
  }
  return itemsOfOneInterval(priced);
}

function intervalAt(resource: unknown): BillingInterval | undefined {
  return intervalOf(nameAt(resource, "billing_period_unit"), integerAt(resource, "billing_period"));
}

function itemOf(
  item: unknown,
  product: string,
  currency: string,
): SubscriptionData["items"][number] {
  const seats = integerAt(item, "quantity");
  const amount = integerAt(item, "amount") ?? (integerAt(item, "unit_price") ?? 0) * (seats ?? 1);
  return compact({ product, amount_minor: toMinorUnits(amount, currency), seats });
}

function planOf(subscription: unknown, interval: BillingInterval, currency: string): PricedItem {
  const item = {
    quantity: valueAt(subscription, "plan_quantity"),
    amount: valueAt(subscription, "plan_amount"),
    unit_price: valueAt(subscription, "plan_unit_price"),
  };
  return { interval, item: itemOf(item, nameAt(subscription, "plan_id") ?? "plan", currency) };
}
