// In: an event of Chargebee's webhooks (API v2, both product catalogs). Out: our snapshots of what it carries.
// Chargebee delivers out of order and more than once: an event's time and the resource's version put them in order.
import type { EventDataInput } from "@mimamori/event-contracts";
import { connectionEvents, customerProfile } from "../account-connection.ts";
import { toMinorUnits } from "../minor-units.ts";
import {
  compact,
  countryAt,
  currencyAt,
  integerAt,
  isObject,
  listOf,
  nameAt,
  valueAt,
} from "../read-values.ts";
import { basicCredentials, isOneOf } from "../signatures.ts";
import { checkedMessage, ignored, mapped, refused, sourceEvent } from "../source-event.ts";
import type { EventHead, Mapped, SourceEvent } from "../source-event.ts";
import { instant, secondsAt } from "../timestamps.ts";
import { headerOf } from "../webhook.ts";
import type { Webhook, WebhookContext } from "../webhook.ts";
import { versionOf } from "./resource-version.ts";
import { mapSubscription } from "./subscription.ts";

/** Secrets: `user:password` of the webhook's Basic authentication. */
export const chargebee: Webhook = {
  findDistrust: (request, secrets) => {
    const presented = basicCredentials(headerOf(request, "authorization"));
    return isOneOf(presented, secrets)
      ? undefined
      : "send the webhook's user and password as Basic";
  },
  mapBody: (body, context) => [checkedMessage(JSON.stringify(body), mapEvent(body, context))],
};

function mapEvent(event: unknown, context: WebhookContext): Mapped {
  const id = nameAt(event, "id");
  const type = nameAt(event, "event_type");
  const timeMs = secondsAt(event, "occurred_at");
  if (id === undefined || type === undefined || timeMs === undefined) {
    return refused("expected an event with id, event_type and occurred_at");
  }
  const head = { id, source: context.source, subject: "", timeMs };
  const { subscription, invoice, customer } = contentOf(event);
  const results: Mapped[] = [];
  if (isObject(subscription)) results.push(mapSubscription(subscription, head));
  if (isObject(invoice)) results.push(mapInvoice(invoice, { ...head, id: `${id}/invoice` }));
  // Every event of a subscription carries the customer too; it has changed only where the event says so.
  if (type.startsWith("customer_") && isObject(customer)) {
    results.push(mapCustomer(customer, type, { ...head, id: `${id}/customer` }, context));
  }
  if (results.length === 0)
    return ignored("it carries no subscription, invoice or changed customer");
  return merged(results);
}

function contentOf(event: unknown) {
  const content = valueAt(event, "content");
  return {
    subscription: valueAt(content, "subscription"),
    invoice: valueAt(content, "invoice"),
    customer: valueAt(content, "customer"),
  };
}

/** One refusal refuses the message: its letter holds the whole of it. */
function merged(results: readonly Mapped[]): Mapped {
  const refusal = results.find(({ outcome }) => outcome === "refused");
  if (refusal !== undefined) return refusal;
  const events: SourceEvent[] = results.flatMap((result) =>
    result.outcome === "events" ? result.events : [],
  );
  return events.length === 0 ? (results[0] ?? ignored("")) : mapped(...events);
}

const STATUS: Readonly<Record<string, EventDataInput<"billing.invoice_changed.v1">["status"]>> = {
  pending: "draft",
  posted: "open",
  payment_due: "open",
  // Its dunning is over, and nobody expects the money any more.
  not_paid: "uncollectible",
  paid: "paid",
  voided: "void",
};

function mapInvoice(invoice: unknown, head: EventHead): Mapped {
  const invoiceId = nameAt(invoice, "id");
  const subject = nameAt(invoice, "customer_id");
  const currency = currencyAt(invoice, "currency_code");
  const total = integerAt(invoice, "total");
  const status = STATUS[nameAt(invoice, "status") ?? ""];
  const issuedMs = secondsAt(invoice, "date") ?? secondsAt(invoice, "generated_at");
  if (invoiceId === undefined || subject === undefined || currency === undefined) {
    return refused("invoice: expected id, customer_id and currency_code");
  }
  if (total === undefined || status === undefined || issuedMs === undefined) {
    return refused("invoice: expected total, date and a known status");
  }
  const paid = integerAt(invoice, "amount_paid");
  const data = compact({
    invoice_id: invoiceId,
    subscription_id: nameAt(invoice, "subscription_id"),
    status,
    amount_due_minor: toMinorUnits(total, currency),
    amount_paid_minor: paid === undefined ? undefined : toMinorUnits(paid, currency),
    currency,
    issued_at: instant(issuedMs) ?? "",
    due_at: instant(secondsAt(invoice, "due_date")),
    paid_at: instant(status === "paid" ? secondsAt(invoice, "paid_at") : undefined),
    attempts: listOf(valueAt(invoice, "dunning_attempts")).length,
  });
  const sequence = versionOf(invoice);
  return mapped(sourceEvent("billing.invoice_changed.v1", { ...head, subject, sequence }, data));
}

function mapCustomer(
  resource: unknown,
  type: string,
  head: EventHead,
  { mapping }: WebhookContext,
): Mapped {
  const customer = nameAt(resource, "id");
  if (customer === undefined) return refused("customer: expected an id");
  if (type === "customer_deleted")
    return ignored("its subscriptions say that they end; the account stays");
  const key = mapping.account.billingMetadata;
  const person = [nameAt(resource, "first_name"), nameAt(resource, "last_name")].filter(Boolean);
  const profile = customerProfile("chargebee", customer, {
    name: nameAt(resource, "company") ?? (person.length === 0 ? undefined : person.join(" ")),
    country: countryAt(resource, "billing_address", "country"),
    language: nameAt(resource, "locale"),
  });
  const ranked = { ...head, subject: customer, sequence: versionOf(resource) };
  // Custom fields begin with cf_.
  const account = nameAt(resource, "meta_data", key) ?? nameAt(resource, `cf_${key}`);
  return mapped(
    sourceEvent("account.profile_changed.v1", ranked, profile),
    ...connectionEvents({ customer, account }, ranked),
  );
}
