// Where Stripe's API versions differ. The shape of an event follows the version of its endpoint or account, and old events keep
// theirs: so each field is looked for in its new place and then in its old one, and no version needs to be known.
// Source: Stripe's changelog of 2025-03-31.basil: period fields moved to the items, invoice.subscription to invoice.parent.
import { isObject, listOf, nameAt, valueAt } from "../read-values.ts";
import { secondsAt } from "../timestamps.ts";

/** A field that is an id or, expanded, the object itself. */
export function idAt(value: unknown, ...way: readonly string[]): string | undefined {
  const at = valueAt(value, ...way);
  return isObject(at) ? nameAt(at, "id") : nameAt(value, ...way);
}

export interface Period {
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
}

/** The period that is paid for; of several items' the one that ends first, at which the next invoice comes. */
export function periodOf(subscription: unknown): Period {
  const own = {
    startMs: secondsAt(subscription, "current_period_start"),
    endMs: secondsAt(subscription, "current_period_end"),
  };
  if (own.endMs !== undefined) return own;
  const periods = listOf(valueAt(subscription, "items", "data"))
    .map((item) => ({
      startMs: secondsAt(item, "current_period_start"),
      endMs: secondsAt(item, "current_period_end"),
    }))
    .filter(({ endMs }) => endMs !== undefined)
    .sort((left, right) => (left.endMs ?? 0) - (right.endMs ?? 0));
  return periods[0] ?? own;
}

export function subscriptionOfInvoice(invoice: unknown): string | undefined {
  return (
    idAt(invoice, "parent", "subscription_details", "subscription") ?? idAt(invoice, "subscription")
  );
}
