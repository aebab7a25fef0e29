// In: a notification of Intercom's webhooks. Out: conversations and tickets as our ticket snapshots, ratings as CSAT, companies.
// An account is the company_id that you gave the company; a person is the external_id that you gave the contact.
// Source: Intercom's OpenAPI description 2.15 (conversation, ticket, company); webhook notifications wrap them in data.item.
import type { EventDataInput } from "@mimamori/event-contracts";
import { profileOfTraits } from "../account-traits.ts";
import {
  booleanAt,
  compact,
  integerAt,
  isObject,
  listOf,
  nameAt,
  textAt,
  valueAt,
} from "../read-values.ts";
import { hmac, isSignedBy } from "../signatures.ts";
import { checkedMessage, ignored, mapped, refused, sourceEvent } from "../source-event.ts";
import type { EventHead, Mapped, SourceEvent } from "../source-event.ts";
import { instant, secondsAt } from "../timestamps.ts";
import { userSubject } from "../user-subjects.ts";
import { headerOf } from "../webhook.ts";
import type { Webhook, WebhookRequest } from "../webhook.ts";

/** Secrets: the client secret of the app in the developer hub. */
export const intercom: Webhook = {
  findDistrust,
  mapBody: (body, { source }) => [checkedMessage(originalOf(body), mapNotification(body, source))],
};

function findDistrust(request: WebhookRequest, secrets: readonly string[]): string | undefined {
  const [, signature] =
    /^sha1=([0-9a-f]{40})$/i.exec(headerOf(request, "x-hub-signature") ?? "") ?? [];
  if (signature === undefined) return "the header X-Hub-Signature is missing";
  const presented = [Buffer.from(signature, "hex")];
  const isSigned = isSignedBy(presented, secrets, (secret) => hmac("sha1", secret, request.body));
  return isSigned ? undefined : "no signature fits a secret of this webhook";
}

/** What differs between attempts to deliver one notification. */
const OF_THE_DELIVERY = new Set([
  "delivery_attempts",
  "delivered_at",
  "delivery_status",
  "first_sent_at",
]);

function originalOf(body: unknown): string {
  return JSON.stringify(body, (key, value: unknown) =>
    OF_THE_DELIVERY.has(key) ? undefined : value,
  );
}

function mapNotification(notification: unknown, source: string): Mapped {
  const topic = nameAt(notification, "topic");
  if (topic === "ping") return ignored("a ping");
  const id = nameAt(notification, "id");
  const timeMs = secondsAt(notification, "created_at");
  if (id === undefined || topic === undefined || timeMs === undefined) {
    return refused("expected a notification with id, topic and created_at");
  }
  const item = valueAt(notification, "data", "item");
  const head = { id, source, subject: "", timeMs };
  switch (nameAt(item, "type")) {
    case "conversation":
      return mapConversation(item, head);
    case "ticket":
      return mapTicket(item, head);
    case "company":
      return mapCompany(item, head);
    default:
      return ignored("only conversations, tickets and companies are looked at");
  }
}

type TicketData = EventDataInput<"engagement.ticket_changed.v1">;

/** The company where the item names one, else the first person, whose account a link tells. */
function subjectOf(item: unknown): string | undefined {
  const account = nameAt(item, "company", "company_id");
  if (account !== undefined) return account;
  const person = personOf(item);
  return person === undefined ? undefined : userSubject(person);
}

function personOf(item: unknown): string | undefined {
  const [contact] = listOf(valueAt(item, "contacts", "contacts"));
  const id = nameAt(contact, "id");
  return nameAt(contact, "external_id") ?? (id === undefined ? undefined : `intercom:${id}`);
}

const CONVERSATION_STATUS: Readonly<Record<string, TicketData["status"]>> = {
  open: "open",
  snoozed: "pending",
  closed: "solved",
};

function mapConversation(item: unknown, head: EventHead): Mapped {
  const begun = nameAt(item, "source", "delivered_as");
  if (begun !== undefined && begun !== "customer_initiated")
    return ignored("it was begun by us, and asks nothing");
  const ticketId = nameAt(item, "id");
  const status = CONVERSATION_STATUS[nameAt(item, "state") ?? ""];
  const openedMs = secondsAt(item, "created_at");
  const subject = subjectOf(item);
  if (
    ticketId === undefined ||
    status === undefined ||
    openedMs === undefined ||
    subject === undefined
  ) {
    return refused("data.item: expected a conversation with id, state, created_at and a contact");
  }
  const statistics = valueAt(item, "statistics");
  const data = compact({
    ticket_id: ticketId,
    status,
    channel: nameAt(item, "source", "type"),
    priority: priorityOf(item),
    opened_at: instant(openedMs) ?? "",
    first_reply_at: instant(secondsAt(statistics, "first_admin_reply_at")),
    solved_at: status === "solved" ? instant(secondsAt(statistics, "last_close_at")) : undefined,
    reopened: integerAt(statistics, "count_reopens"),
  });
  // Grows with everything that happens in the conversation: the order of what falls into one second.
  const sequence = integerAt(statistics, "count_conversation_parts");
  const ranked = { ...head, subject, sequence };
  return mapped(
    sourceEvent("engagement.ticket_changed.v1", ranked, data),
    ...ratingEvents(item, ranked),
  );
}

function priorityOf(item: unknown): TicketData["priority"] {
  const priority = nameAt(item, "priority");
  if (priority === undefined) return undefined;
  return priority === "priority" ? "high" : "normal";
}

/** Every later notification repeats the rating; its own time makes it one event. */
function ratingEvents(item: unknown, head: EventHead): SourceEvent[] {
  const rating = valueAt(item, "conversation_rating");
  const score = integerAt(rating, "rating");
  const ratedMs = secondsAt(rating, "created_at");
  const conversation = nameAt(item, "id");
  if (score === undefined || score < 1 || score > 5 || ratedMs === undefined) return [];
  const data = compact({
    kind: "csat" as const,
    score,
    scale: { min: 1, max: 5 },
    comment: textAt(rating, "remark"),
    respondent: personOf(item),
    survey_id: conversation,
  });
  const { source, subject } = head;
  const ratingHead = { id: `rating/${conversation ?? ""}`, source, subject, timeMs: ratedMs };
  return [sourceEvent("engagement.survey_answered.v1", ratingHead, data)];
}

const TICKET_STATUS: Readonly<Record<string, TicketData["status"]>> = {
  submitted: "new",
  in_progress: "open",
  waiting_on_customer: "pending",
  resolved: "solved",
};

function mapTicket(item: unknown, head: EventHead): Mapped {
  const category = nameAt(item, "category");
  if (category !== undefined && category !== "Customer")
    return ignored("tickets among yourselves are no customer's");
  const ticketId = nameAt(item, "id");
  const state = valueAt(item, "ticket_state");
  const stateName = isObject(state) ? nameAt(state, "category") : nameAt(item, "ticket_state");
  const open = TICKET_STATUS[stateName ?? ""];
  const openedMs = secondsAt(item, "created_at");
  const subject = subjectOf(item);
  if (
    ticketId === undefined ||
    open === undefined ||
    openedMs === undefined ||
    subject === undefined
  ) {
    return refused("data.item: expected a ticket with id, ticket_state, created_at and a contact");
  }
  const status = open !== "solved" && booleanAt(item, "open") === false ? "closed" : open;
  const data = compact({
    ticket_id: ticketId,
    status,
    channel: "ticket",
    category: nameAt(item, "ticket_type", "name"),
    opened_at: instant(openedMs) ?? "",
    solved_at: status === "solved" ? instant(secondsAt(item, "updated_at")) : undefined,
  });
  return mapped(sourceEvent("engagement.ticket_changed.v1", { ...head, subject }, data));
}

function mapCompany(item: unknown, head: EventHead): Mapped {
  const subject = nameAt(item, "company_id");
  if (subject === undefined) return ignored("a company without company_id is not one of yours");
  const id = nameAt(item, "id");
  const crmIds = id === undefined ? undefined : { intercom: id };
  const data = compact({
    ...profileOfTraits(item),
    plan: undefined,
    signed_up_at: undefined,
    crm_ids: crmIds,
  });
  return mapped(sourceEvent("account.profile_changed.v1", { ...head, subject }, data));
}
