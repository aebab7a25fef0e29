// In: a subscription as Paddle's notifications carry it. Out: our snapshot of it.
import { toMinorUnits } from "../minor-units.ts";
import {
  booleanAt,
  compact,
  currencyAt,
  integerAt,
  listOf,
  nameAt,
  valueAt,
} from "../read-values.ts";
import { mapped, refused, sourceEvent } from "../source-event.ts";
import type { EventHead, Mapped } from "../source-event.ts";
import { intervalOf, itemsOfOneInterval } from "../subscription-state.ts";
import type { ItemsRead, PricedItem, SubscriptionData } from "../subscription-state.ts";
import { instant, timestampAt } from "../timestamps.ts";

const STATUS: Readonly<Record<string, SubscriptionData["status"]>> = {
  trialing: "trialing",
  active: "active",
  past_due: "past_due",
  paused: "paused",
  canceled: "ended",
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
  const isFree = status === "active" && read.items.every(({ amount_minor }) => amount_minor === 0);
  const discount = nameAt(subscription, "discount", "id");
  const data = compact({
    subscription_id: id,
    status: isFree ? ("free" as const) : status,
    items: read.items,
    currency,
    interval: read.interval,
    ...termsOf(subscription, status),
    // The notification names the discount, and does not say what it takes off.
    discounts_unread: discount === undefined ? undefined : [discount],
  });
  return mapped(sourceEvent("billing.subscription_changed.v1", { ...head, subject }, data));
}

function termsOf(subscription: unknown, status: SubscriptionData["status"]) {
  const change = valueAt(subscription, "scheduled_change");
  const leaves = nameAt(change, "action") === "cancel";
  const renews = !leaves && status !== "ended";
  const endsMs = leaves ? timestampAt(change, "effective_at") : undefined;
  const canceledMs = status === "ended" ? timestampAt(subscription, "canceled_at") : undefined;
  return compact({
    started_at: instant(timestampAt(subscription, "started_at")),
    period_start: instant(timestampAt(subscription, "current_billing_period", "starts_at")),
    period_end: instant(timestampAt(subscription, "current_billing_period", "ends_at")),
    renews_at: renews ? instant(timestampAt(subscription, "next_billed_at")) : undefined,
    auto_renew: renews,
    cancel_at_period_end: leaves,
    ended_at: instant(canceledMs ?? endsMs),
  });
}

function readItems(subscription: unknown, currency: string): ItemsRead {
  const own = valueAt(subscription, "billing_cycle");
  const priced: PricedItem[] = [];
  for (const item of listOf(valueAt(subscription, "items"))) {
    // Items charged once, and trials of items that were taken off, do not recur.
    if (booleanAt(item, "recurring") === false || nameAt(item, "status") === "inactive") continue;
    const price = valueAt(item, "price");
    const cycle = valueAt(price, "billing_cycle") ?? own;
    const interval = intervalOf(nameAt(cycle, "interval"), integerAt(cycle, "frequency"));
    const product = nameAt(price, "product_id");
    const unit = integerAt(price, "unit_price", "amount");
    if (interval === undefined || product === undefined || unit === undefined) {
      return { ok: false, reason: "a price lacks its billing_cycle, product_id or unit_price" };
    }
    const seats = integerAt(item, "quantity");
    const amount_minor = toMinorUnits(unit * (seats ?? 1), currency);
    priced.push({ interval, item: compact({ product, amount_minor, seats }) });
  }
  return itemsOfOneInterval(priced);
}
