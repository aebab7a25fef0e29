// In: an event of Stripe's webhooks (snapshot events of any API version). Out: our events.
// What an event means follows from the object that it carries: each is that object's state at the event's time.
import { connectionEvents, customerProfile } from "../account-connection.ts";
import { booleanAt, countryAt, listOf, nameAt, textAt, valueAt } from "../read-values.ts";
import { checkedMessage, ignored, mapped, refused, sourceEvent } from "../source-event.ts";
import type { EventHead, Mapped, MappedMessage } from "../source-event.ts";
import { findDistrustOf } from "../timed-signature.ts";
import { secondsAt } from "../timestamps.ts";
import { headerOf } from "../webhook.ts";
import type { Webhook, WebhookContext } from "../webhook.ts";
import { reasonToIgnore } from "./ignored-objects.ts";
import { mapCharge, mapCreditNote, mapInvoice } from "./invoice.ts";
import { mapSubscription } from "./subscription.ts";

const SIGNATURE = {
  headerName: "stripe-signature",
  pairSeparator: ",",
  timeKey: "t",
  signatureKey: "v1",
  bodySeparator: ".",
} as const;

/** Secrets: those of the endpoint (`whsec_…`), while it is rolled the old and the new one. */
export const stripe: Webhook = {
  findDistrust: (request, secrets) => {
    const { body, receivedAtMs } = request;
    const header = headerOf(request, SIGNATURE.headerName);
    return findDistrustOf({ header, body, receivedAtMs }, secrets, SIGNATURE);
  },
  mapBody: (body, context): readonly MappedMessage[] => [
    checkedMessage(JSON.stringify(body), mapEvent(body, context)),
  ],
};

function mapEvent(event: unknown, context: WebhookContext): Mapped {
  const id = nameAt(event, "id");
  const type = nameAt(event, "type");
  if (nameAt(event, "object") === "v2.core.event") {
    return refused(
      "thin events do not say what has changed: choose snapshot events",
      "unknown_type",
    );
  }
  const timeMs = secondsAt(event, "created");
  const object = valueAt(event, "data", "object");
  if (id === undefined || type === undefined || timeMs === undefined) {
    return refused("expected an event with id, type and created");
  }
  if (booleanAt(object, "deleted") === true) return ignored("the object is gone, and says no more");
  const head = { id, source: context.source, subject: "", timeMs };
  const kind = nameAt(object, "object");
  switch (kind) {
    case "subscription":
      return mapSubscription(object, type, head);
    case "invoice":
      return mapInvoice(object, type, head);
    case "credit_note":
      return mapCreditNote(object, head);
    case "charge":
      return mapCharge(object, head);
    case "customer":
      return mapCustomer(event, type, head, context);
    case undefined:
      return refused("data.object: expected one of Stripe's objects");
    default: {
      const reason = reasonToIgnore(kind);
      return reason === undefined
        ? refused(`data.object: there is no mapping for "${kind}"`, "unknown_type")
        : ignored(reason);
    }
  }
}

function mapCustomer(
  event: unknown,
  type: string,
  head: EventHead,
  { mapping }: WebhookContext,
): Mapped {
  const object = valueAt(event, "data", "object");
  const customer = nameAt(object, "id");
  if (customer === undefined) return refused("data.object.id: expected the customer's id");
  if (type === "customer.deleted")
    return ignored("its subscriptions say that they end; the account stays");
  const key = mapping.account.billingMetadata;
  const account = nameAt(object, "metadata", key);
  const formerAccount = nameAt(event, "data", "previous_attributes", "metadata", key);
  const [language] = listOf(valueAt(object, "preferred_locales"));
  const profile = customerProfile("stripe", customer, {
    name: textAt(object, "name"),
    country: countryAt(object, "address", "country"),
    language: nameAt(language),
  });
  const sequence = type === "customer.created" ? 0 : 1;
  const ranked = { ...head, sequence, subject: customer };
  return mapped(
    sourceEvent("account.profile_changed.v1", ranked, profile),
    ...connectionEvents({ customer, account, formerAccount }, ranked),
  );
}
