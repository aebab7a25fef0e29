// In: an invoice, a credit note, or a charge that was paid back, as Stripe's events carry them. Out: our snapshots of invoices.
// Credit notes and refunds are documents of their own with amounts below zero: a credit note takes from what was due, a refund from
// what was paid, so that neither is counted twice when both belong to one return of money.
import type { EventDataInput } from "@mimamori/event-contracts";
import { toMinorUnits } from "../minor-units.ts";
import { compact, currencyAt, integerAt, listOf, nameAt, valueAt } from "../read-values.ts";
import { ignored, mapped, refused, sourceEvent } from "../source-event.ts";
import type { EventHead, Mapped } from "../source-event.ts";
import { instant, secondsAt } from "../timestamps.ts";
import { idAt, subscriptionOfInvoice } from "./api-versions.ts";

type InvoiceData = EventDataInput<"billing.invoice_changed.v1">;
type Status = InvoiceData["status"];

/** How far an invoice has come: an event of a later stage comes after one of an earlier stage in the same second. */
const STAGE: Readonly<Record<Status, number>> = {
  draft: 0,
  open: 1,
  uncollectible: 2,
  paid: 3,
  void: 3,
};
const MOST_ATTEMPTS = 999;

const DIRECT_DEBITS = new Set([
  "sepa_debit",
  "bacs_debit",
  "us_bank_account",
  "acss_debit",
  "au_becs_debit",
]);

function isStatus(text: string | undefined): text is Status {
  return text !== undefined && Object.hasOwn(STAGE, text);
}

export function mapInvoice(invoice: unknown, type: string, head: EventHead): Mapped {
  if (type === "invoice.upcoming") return ignored("a preview: there is no invoice yet");
  const invoiceId = nameAt(invoice, "id");
  const subject = idAt(invoice, "customer");
  const currency = currencyAt(invoice, "currency");
  const due = integerAt(invoice, "amount_due");
  const status = type === "invoice.deleted" ? "void" : nameAt(invoice, "status");
  const createdMs = secondsAt(invoice, "created");
  if (invoiceId === undefined || subject === undefined || currency === undefined) {
    return refused("expected id, customer and currency");
  }
  if (due === undefined || createdMs === undefined || !isStatus(status)) {
    return refused("expected amount_due, created and a status");
  }
  const issuedMs = secondsAt(invoice, "status_transitions", "finalized_at") ?? createdMs;
  const attempts = integerAt(invoice, "attempt_count");
  const paid = integerAt(invoice, "amount_paid");
  const data = compact({
    invoice_id: invoiceId,
    subscription_id: subscriptionOfInvoice(invoice),
    status,
    amount_due_minor: toMinorUnits(due, currency),
    amount_paid_minor: paid === undefined ? undefined : toMinorUnits(paid, currency),
    currency,
    issued_at: instant(issuedMs) ?? "",
    due_at: instant(dueMs(invoice, issuedMs)),
    paid_at: instant(secondsAt(invoice, "status_transitions", "paid_at")),
    attempts,
    payment_method: paymentMethodOf(invoice),
  });
  const sequence = STAGE[status] * (MOST_ATTEMPTS + 1) + Math.min(attempts ?? 0, MOST_ATTEMPTS);
  return mapped(sourceEvent("billing.invoice_changed.v1", { ...head, subject, sequence }, data));
}

/** What is charged automatically is due when it is issued. */
function dueMs(invoice: unknown, issuedMs: number): number | undefined {
  const isAutomatic = nameAt(invoice, "collection_method") === "charge_automatically";
  return secondsAt(invoice, "due_date") ?? (isAutomatic ? issuedMs : undefined);
}

/** The event does not say what was charged; the permitted methods and how it is collected come nearest. */
function paymentMethodOf(invoice: unknown): NonNullable<InvoiceData["payment_method"]> {
  const [first] = listOf(valueAt(invoice, "payment_settings", "payment_method_types"));
  if (typeof first === "string") {
    if (first === "card" || first === "link") return "card";
    if (DIRECT_DEBITS.has(first)) return "direct_debit";
    return first === "customer_balance" ? "bank_transfer" : "other";
  }
  return nameAt(invoice, "collection_method") === "send_invoice" ? "bank_transfer" : "card";
}

export function mapCreditNote(note: unknown, head: EventHead): Mapped {
  const id = nameAt(note, "id");
  const subject = idAt(note, "customer");
  const currency = currencyAt(note, "currency");
  const total = integerAt(note, "total") ?? integerAt(note, "amount");
  if (id === undefined || subject === undefined || currency === undefined || total === undefined) {
    return refused("expected id, customer, currency and total");
  }
  const isVoid = nameAt(note, "status") === "void";
  const issued_at = instant(secondsAt(note, "created") ?? head.timeMs) ?? "";
  const data = compact({
    invoice_id: id,
    status: isVoid ? ("void" as const) : ("paid" as const),
    amount_due_minor: -toMinorUnits(total, currency) + 0,
    amount_paid_minor: 0,
    currency,
    issued_at,
    document: "credit_note",
    credited_invoice: idAt(note, "invoice"),
  });
  const sequence = isVoid ? 1 : 0;
  return mapped(sourceEvent("billing.invoice_changed.v1", { ...head, subject, sequence }, data));
}

/** `amount_refunded` is the sum of all refunds of the charge, so later refunds replace earlier ones. */
export function mapCharge(charge: unknown, head: EventHead): Mapped {
  const refundedAmount = integerAt(charge, "amount_refunded");
  if (refundedAmount === undefined || refundedAmount === 0) {
    return ignored("what was charged stands in the invoice");
  }
  const id = nameAt(charge, "id");
  const subject = idAt(charge, "customer");
  const currency = currencyAt(charge, "currency");
  if (subject === undefined) return ignored("a charge without a customer is no account's");
  if (id === undefined || currency === undefined) return refused("expected id and currency");
  const paid = -toMinorUnits(refundedAmount, currency) + 0;
  const data = compact({
    invoice_id: `refund/${id}`,
    status: "paid" as const,
    amount_due_minor: 0,
    amount_paid_minor: paid,
    currency,
    issued_at: instant(head.timeMs) ?? "",
    document: "refund",
    credited_invoice: idAt(charge, "invoice"),
    payment_intent: idAt(charge, "payment_intent"),
  });
  return mapped(sourceEvent("billing.invoice_changed.v1", { ...head, subject }, data));
}
