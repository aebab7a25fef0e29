// In: an event of Paddle Billing's notifications. Out: our snapshots: subscriptions, and transactions as invoices.
// Paddle delivers at least once and in no order: `occurred_at`, in microseconds, puts events in order.
import type { EventDataInput } from "@mimamori/event-contracts";
import { connectionEvents, customerProfile } from "../account-connection.ts";
import { toMinorUnits } from "../minor-units.ts";
import { compact, currencyAt, integerAt, listOf, nameAt, valueAt } from "../read-values.ts";
import { checkedMessage, ignored, mapped, refused, sourceEvent } from "../source-event.ts";
import type { EventHead, Mapped } from "../source-event.ts";
import { findDistrustOf } from "../timed-signature.ts";
import { instant, timestampAt } from "../timestamps.ts";
import { headerOf } from "../webhook.ts";
import type { Webhook, WebhookContext } from "../webhook.ts";
import { mapSubscription } from "./subscription.ts";

const SIGNATURE = {
  headerName: "paddle-signature",
  pairSeparator: ";",
  timeKey: "ts",
  signatureKey: "h1",
  bodySeparator: ":",
} as const;

/** Secrets: the secret key of the notification destination (`pdl_ntfset_…`). */
export const paddle: Webhook = {
  findDistrust: (request, secrets) => {
    const { body, receivedAtMs } = request;
    const header = headerOf(request, SIGNATURE.headerName);
    return findDistrustOf({ header, body, receivedAtMs }, secrets, SIGNATURE);
  },
  mapBody: (body, context) => [checkedMessage(originalOf(body), mapEvent(body, context))],
};

/** A replayed notification has another id, and is the same event. */
function originalOf(body: unknown): string {
  return JSON.stringify(body, (key, value: unknown) =>
    key === "notification_id" ? undefined : value,
  );
}

function mapEvent(event: unknown, context: WebhookContext): Mapped {
  const id = nameAt(event, "event_id");
  const type = nameAt(event, "event_type");
  const timeMs = timestampAt(event, "occurred_at");
  if (id === undefined || type === undefined || timeMs === undefined) {
    return refused("expected an event with event_id, event_type and occurred_at");
  }
  const sequence = microsecondsOf(nameAt(event, "occurred_at") ?? "");
  const head = { id, source: context.source, subject: "", timeMs, sequence };
  const data = valueAt(event, "data");
  switch (type.split(".")[0]) {
    case "subscription":
      return mapSubscription(data, head);
    case "transaction":
      return mapTransaction(data, head);
    case "customer":
      return mapCustomer(data, head, context);
    default:
      return ignored("only subscriptions, transactions and customers are looked at");
  }
}

/** What our times cut off: the fourth to sixth digit of a second. */
function microsecondsOf(time: string): number {
  return Number(/\.\d{3}(\d{3})/.exec(time)?.[1] ?? 0);
}

type InvoiceData = EventDataInput<"billing.invoice_changed.v1">;

const STATUS: Readonly<Record<string, InvoiceData["status"]>> = {
  draft: "draft",
  ready: "draft",
  billed: "open",
  past_due: "open",
  paid: "paid",
  completed: "paid",
  canceled: "void",
};

function mapTransaction(transaction: unknown, head: EventHead): Mapped {
  const subject = nameAt(transaction, "customer_id");
  if (subject === undefined) return ignored("a checkout that nobody has begun is no account's");
  const invoiceId = nameAt(transaction, "id");
  const currency = currencyAt(transaction, "currency_code");
  const status = STATUS[nameAt(transaction, "status") ?? ""];
  const totals = valueAt(transaction, "details", "totals");
  const total = integerAt(totals, "grand_total") ?? integerAt(totals, "total");
  const issuedMs = timestampAt(transaction, "billed_at") ?? timestampAt(transaction, "created_at");
  if (invoiceId === undefined || currency === undefined || status === undefined) {
    return refused("transaction: expected id, currency_code and a known status");
  }
  if (total === undefined || issuedMs === undefined) {
    return refused("transaction: expected details.totals and created_at");
  }
  const balance = integerAt(totals, "balance") ?? (status === "paid" ? 0 : total);
  const captured = listOf(valueAt(transaction, "payments")).filter(
    (payment) => nameAt(payment, "status") === "captured",
  );
  const data = compact({
    invoice_id: invoiceId,
    subscription_id: nameAt(transaction, "subscription_id"),
    status,
    amount_due_minor: toMinorUnits(total, currency),
    amount_paid_minor: toMinorUnits(
      status === "draft" || status === "void" ? 0 : total - balance,
      currency,
    ),
    currency,
    issued_at: instant(issuedMs) ?? "",
    due_at: instant(dueMs(transaction, issuedMs)),
    paid_at: instant(status === "paid" ? timestampAt(captured[0], "captured_at") : undefined),
    attempts: listOf(valueAt(transaction, "payments")).length,
    payment_method: paymentMethodOf(transaction, captured[0]),
  });
  return mapped(sourceEvent("billing.invoice_changed.v1", { ...head, subject }, data));
}

const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30, year: 365 };

/** What is collected automatically is due when it is billed; invoices by hand have terms. */
function dueMs(transaction: unknown, issuedMs: number): number | undefined {
  if (nameAt(transaction, "collection_mode") !== "manual") return issuedMs;
  const terms = valueAt(transaction, "billing_details", "payment_terms");
  const days = DAYS[nameAt(terms, "interval") ?? ""];
  const count = integerAt(terms, "frequency");
  if (days === undefined || count === undefined) return undefined;
  return issuedMs + days * count * 86_400_000;
}

function paymentMethodOf(transaction: unknown, payment: unknown): InvoiceData["payment_method"] {
  const type = nameAt(payment, "method_details", "type");
  if (type === undefined) {
    return nameAt(transaction, "collection_mode") === "manual" ? "bank_transfer" : "card";
  }
  if (type === "card" || type === "apple_pay" || type === "google_pay") return "card";
  return type === "wire_transfer" ? "bank_transfer" : "other";
}

function mapCustomer(data: unknown, head: EventHead, { mapping }: WebhookContext): Mapped {
  const customer = nameAt(data, "id");
  if (customer === undefined) return refused("customer: expected an id");
  const profile = customerProfile("paddle", customer, {
    name: nameAt(data, "name"),
    country: undefined,
    language: nameAt(data, "locale"),
  });
  const account = nameAt(data, "custom_data", mapping.account.billingMetadata);
  const ranked = { ...head, subject: customer };
  return mapped(
    sourceEvent("account.profile_changed.v1", ranked, profile),
    ...connectionEvents({ customer, account }, ranked),
  );
}
