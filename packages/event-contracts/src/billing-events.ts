// Topic billing.events: what the customer has bought, is billed, and what winning customers costs.
// subscription_changed and invoice_changed are snapshots: the whole state as of `time`.
import { z } from "zod";
import { amountMinor, count, currency, day, instant, name } from "./fields.ts";

/** One line of a subscription. `amount_minor` is the line's whole price for one interval, before the discount. */
export const subscriptionItem = z.looseObject({
  product: name,
  amount_minor: amountMinor.min(0),
  seats: count.optional(),
});

export const billingInterval = z.object({
  unit: z.enum(["day", "week", "month", "year"]),
  count: z.int().min(1).max(366),
});

/** Taken off the sum of the items: either a share (0.2 = 20 %) or an amount for one interval. */
export const discount = z.union([
  z.strictObject({ share: z.number().min(0).max(1) }),
  z.strictObject({ amount_minor: amountMinor.min(0) }),
]);

/** The state of one subscription. MRR comes from `active` and `past_due`; `trialing` and `free` are leads. */
export const subscriptionChanged = z.looseObject({
  subscription_id: name,
  status: z.enum(["trialing", "free", "active", "past_due", "paused", "ended"]),
  items: z.array(subscriptionItem).max(500),
  currency,
  interval: billingInterval,
  discount: discount.optional(),
  started_at: instant.optional(),
  period_start: instant.optional(),
  period_end: instant.optional(),
  renews_at: instant.optional(),
  notice_deadline: instant.optional(),
  auto_renew: z.boolean().optional(),
  cancel_at_period_end: z.boolean().optional(),
  /** The moment from which the subscription no longer pays; may lie ahead when the end is already known. */
  ended_at: instant.optional(),
});

/** The state of one invoice. */
export const invoiceChanged = z.looseObject({
  invoice_id: name,
  subscription_id: name.optional(),
  status: z.enum(["draft", "open", "paid", "void", "uncollectible"]),
  amount_due_minor: amountMinor,
  amount_paid_minor: amountMinor.optional(),
  currency,
  issued_at: instant,
  due_at: instant.optional(),
  paid_at: instant.optional(),
  attempts: count.optional(),
  payment_method: z.enum(["card", "bank_transfer", "direct_debit", "other"]).optional(),
  disputed: z.boolean().optional(),
});

/** What was spent in a month on winning customers through a channel. Its subject is the channel, not an account. */
export const acquisitionSpendRecorded = z.looseObject({
  channel: name,
  month: day,
  amount_minor: amountMinor.min(0),
  currency,
});

export const billingEvents = {
  "billing.subscription_changed.v1": subscriptionChanged,
  "billing.invoice_changed.v1": invoiceChanged,
  "billing.acquisition_spend_recorded.v1": acquisitionSpendRecorded,
} as const;

export type SubscriptionChanged = z.infer<typeof subscriptionChanged>;
export type InvoiceChanged = z.infer<typeof invoiceChanged>;
