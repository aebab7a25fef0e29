// In: a subscription as Stripe's events carry it. Out: our snapshot of it.
import { toMinorUnits } from "../minor-units.ts";
import {
  booleanAt,
  compact,
  currencyAt,
  integerAt,
  isObject,
  listOf,
  nameAt,
  numberAt,
  valueAt,
} from "../read-values.ts";
import { ignored, mapped, refused, sourceEvent } from "../source-event.ts";
import type { EventHead, Mapped } from "../source-event.ts";
import { intervalOf, itemsOfOneInterval } from "../subscription-state.ts";
import type { ItemsRead, PricedItem, SubscriptionData } from "../subscription-state.ts";
import { instant, secondsAt } from "../timestamps.ts";
import { idAt, periodOf } from "./api-versions.ts";
import { discountOf } from "./discount.ts";

/** Later kinds of events about one subscription in the same second come after earlier ones. */
const SEQUENCE: Readonly<Record<string, number>> = {
  "customer.subscription.created": 0,
  "customer.subscription.deleted": 2,
};

const STATUS: Readonly<Record<string, SubscriptionData["status"]>> = {
  trialing: "trialing",
  active: "active",
  past_due: "past_due",
  // Its retries are over and it is left unpaid: it brings nothing, and has not ended.
  unpaid: "paused",
  paused: "paused",
  canceled: "ended",
};

export function mapSubscription(subscription: unknown, type: string, head: EventHead): Mapped {
  const stripeStatus = nameAt(subscription, "status");
  if (stripeStatus === "incomplete" || stripeStatus === "incomplete_expired") {
    return ignored("its first payment has not succeeded: the subscription has not begun");
  }
  const status = STATUS[stripeStatus ?? ""];
  if (status === undefined)
    return refused(`status: "${stripeStatus ?? ""}" is no status of a subscription`);
  const id = nameAt(subscription, "id");
  const subject = idAt(subscription, "customer");
  if (id === undefined || subject === undefined) return refused("expected id and customer");
  const currency = currencyAt(subscription, "currency") ?? currencyOfFirstItem(subscription);
  if (currency === undefined) return refused("currency: expected an ISO 4217 code");
  const priced = readItems(subscription, currency);
  if (!priced.ok) return refused(priced.reason);
  const listPrice = priced.items.reduce((sum, item) => sum + item.amount_minor, 0);
  const data = {
    subscription_id: id,
    status: statusOf(status, subscription, priced),
    items: priced.items,
    currency,
    interval: priced.interval,
    ...discountOf(subscription, listPrice, currency, head.timeMs),
    ...termsOf(subscription, status),
  };
  const sequence = SEQUENCE[type] ?? 1;
  return mapped(
    sourceEvent("billing.subscription_changed.v1", { ...head, subject, sequence }, data),
  );
}

function statusOf(
  status: SubscriptionData["status"],
  subscription: unknown,
  { items }: ItemsRead & { readonly ok: true },
): SubscriptionData["status"] {
  if (status !== "active") return status;
  if (isObject(valueAt(subscription, "pause_collection"))) return "paused";
  // What is metered has no price of its own, and is paid for all the same.
  const isFree = items.every((item) => item.amount_minor === 0 && item["metered"] !== true);
  return isFree ? "free" : "active";
}

function termsOf(subscription: unknown, status: SubscriptionData["status"]) {
  const { startMs, endMs } = periodOf(subscription);
  const endedMs = secondsAt(subscription, "ended_at");
  const cancelAtMs = secondsAt(subscription, "cancel_at");
  const cancels = booleanAt(subscription, "cancel_at_period_end") === true;
  const renews = !cancels && cancelAtMs === undefined && status !== "ended";
  const hasEnded =
    endedMs ?? (status === "ended" ? secondsAt(subscription, "canceled_at") : undefined);
  return compact({
    started_at: instant(secondsAt(subscription, "start_date")),
    period_start: instant(startMs),
    period_end: instant(endMs),
    renews_at: renews ? instant(endMs) : undefined,
    auto_renew: renews,
    cancel_at_period_end: cancels,
    ended_at: instant(status === "ended" ? hasEnded : cancelAtMs),
    trial_end: instant(secondsAt(subscription, "trial_end")),
  });
}

const itemsOf = (subscription: unknown): readonly unknown[] =>
  listOf(valueAt(subscription, "items", "data"));

/** Before prices there were plans, with the same fields at other names. */
const priceOf = (item: unknown): unknown => {
  const price = valueAt(item, "price");
  return isObject(price) ? price : valueAt(item, "plan");
};

function currencyOfFirstItem(subscription: unknown): string | undefined {
  return currencyAt(priceOf(itemsOf(subscription)[0]), "currency");
}

function readItems(subscription: unknown, currency: string): ItemsRead {
  const priced: PricedItem[] = [];
  for (const item of itemsOf(subscription)) {
    const price = priceOf(item);
    const interval = intervalOf(
      nameAt(price, "recurring", "interval") ?? nameAt(price, "interval"),
      integerAt(price, "recurring", "interval_count") ?? integerAt(price, "interval_count"),
    );
    const product = idAt(price, "product");
    if (interval === undefined || product === undefined) {
      return { ok: false, reason: "items: a price lacks its interval or product" };
    }
    const usage = nameAt(price, "recurring", "usage_type") ?? nameAt(price, "usage_type");
    const seats = integerAt(item, "quantity");
    const unitAmount = unitAmountOf(price);
    if (usage === "metered") {
      priced.push({ interval, item: { product, amount_minor: 0, metered: true } });
    } else if (unitAmount === undefined) {
      const reason = `items: the price ${nameAt(price, "id") ?? ""} has no unit amount (tiers are not in the event)`;
      return { ok: false, reason };
    } else {
      const amount_minor = toMinorUnits(unitAmount * (seats ?? 1), currency);
      priced.push({ interval, item: compact({ product, amount_minor, seats }) });
    }
  }
  return itemsOfOneInterval(priced);
}

/** Fractions of a cent stand in the decimal text only. */
function unitAmountOf(price: unknown): number | undefined {
  const decimal = nameAt(price, "unit_amount_decimal") ?? nameAt(price, "amount_decimal");
  if (decimal !== undefined && /^\d{1,15}(\.\d+)?$/.test(decimal)) return Number(decimal);
  return numberAt(price, "unit_amount") ?? numberAt(price, "amount");
}
