/** The measures of invoices. In: an account's open ones. Out: a raw value, or why there is none. Pure. */
import type { Measured, MeasureOf } from "@mimamori/health-score";
import type { AccountFeatures } from "../features/account-features.ts";
import { DAY_MS, missing } from "./measure-context.ts";
import type { MeasureContext } from "./measure-context.ts";

type InvoiceMeasure = MeasureOf<"invoice_overdue_days" | "payment_attempts">;

/** Why nothing is known of an account's invoices; undefined when something is, be it that none is open. */
function whyUnknown(
  { invoices, revenue }: AccountFeatures,
  { sources }: MeasureContext,
): Measured | undefined {
  if (!sources.invoices) return missing("not-connected");
  const hasPaid = (revenue?.firstPaidDay ?? null) !== null;
  return invoices.count === 0 && !hasPaid ? missing("not-applicable") : undefined;
}

function takes({ paymentMethods }: InvoiceMeasure, paymentMethod: string): boolean {
  const methods: readonly string[] | undefined = paymentMethods;
  return methods?.includes(paymentMethod || "other") ?? true;
}

export function invoiceOverdue(
  measure: MeasureOf<"invoice_overdue_days">,
  features: AccountFeatures,
  context: MeasureContext,
): Measured {
  const overdueMs = features.invoices.overdue
    .filter(({ paymentMethod }) => takes(measure, paymentMethod))
    .map(({ dueAtMs }) => context.asOfMs - dueAtMs);
  const rawValue = Math.floor(Math.max(0, ...overdueMs) / DAY_MS);
  return whyUnknown(features, context) ?? { rawValue, dataAtMs: context.asOfMs };
}

export function paymentAttempts(
  measure: MeasureOf<"payment_attempts">,
  features: AccountFeatures,
  context: MeasureContext,
): Measured {
  const attempts = features.invoices.attempted
    .filter(({ paymentMethod }) => takes(measure, paymentMethod))
    .map((one) => one.attempts);
  const rawValue = Math.max(0, ...attempts);
  return whyUnknown(features, context) ?? { rawValue, dataAtMs: context.asOfMs };
}
