// In: an event of Zendesk's event webhooks (zen:event-type:ticket.*, organization.*, user.*). Out: our ticket snapshots, and who
// belongs to whom. Zendesk's own ids of organizations and users become ours with the prefix `zendesk:`; the organization's
// external id, which is the account's, makes the two one whenever it is told.
// Source: Zendesk developer docs, "Webhook event types" and "Verifying webhook authenticity".
import type { EventDataInput } from "@mimamori/event-contracts";
import { connectionEvents } from "../account-connection.ts";
import { compact, integerAt, nameAt, textAt, valueAt } from "../read-values.ts";
import { hmac, isSignedBy } from "../signatures.ts";
import { checkedMessage, ignored, mapped, refused, sourceEvent } from "../source-event.ts";
import type { EventHead, Mapped } from "../source-event.ts";
import { instant, timestampAt } from "../timestamps.ts";
import { userSubject } from "../user-subjects.ts";
import { headerOf } from "../webhook.ts";
import type { Webhook, WebhookRequest } from "../webhook.ts";

/** Secrets: the webhook's signing secret. */
export const zendesk: Webhook = {
  findDistrust,
  mapBody: (body, { source }) => [checkedMessage(JSON.stringify(body), mapEvent(body, source))],
};

/** Old signatures hold: a replay is the same event, and changes nothing. */
function findDistrust(request: WebhookRequest, secrets: readonly string[]): string | undefined {
  const signature = headerOf(request, "x-zendesk-webhook-signature");
  const timestamp = headerOf(request, "x-zendesk-webhook-signature-timestamp");
  if (signature === undefined || timestamp === undefined) {
    return "the headers X-Zendesk-Webhook-Signature and -Timestamp are missing";
  }
  const presented = [Buffer.from(signature, "base64")];
  const isSigned = isSignedBy(presented, secrets, (secret) =>
    hmac("sha256", secret, timestamp, request.body),
  );
  return isSigned ? undefined : "no signature fits a secret of this webhook";
}

const TYPE_PREFIX = "zen:event-type:";

function mapEvent(event: unknown, source: string): Mapped {
  const id = nameAt(event, "id");
  const type = nameAt(event, "type");
  const timeMs = timestampAt(event, "time");
  if (id === undefined || type?.startsWith(TYPE_PREFIX) !== true || timeMs === undefined) {
    return refused("expected an event of an event webhook, with id, type and time");
  }
  const sequence = integerAt(event, "event", "meta", "sequence", "position");
  const head = { id, source, subject: "", timeMs, sequence };
  const name = type.slice(TYPE_PREFIX.length);
  if (name.startsWith("ticket.")) return mapTicket(event, name, head);
  if (name.startsWith("organization.")) return mapOrganization(event, name, head);
  if (name.startsWith("user.")) return mapUser(event, head);
  return ignored("only tickets, organizations and users are looked at");
}

type TicketData = EventDataInput<"engagement.ticket_changed.v1">;

const STATUS: Readonly<Record<string, TicketData["status"]>> = {
  new: "new",
  open: "open",
  pending: "pending",
  hold: "pending",
  solved: "solved",
  closed: "closed",
};
const PRIORITIES = ["low", "normal", "high", "urgent"] as const;

/** Zendesk has 0 where there is none. */
function idAt(value: unknown, ...way: readonly string[]): string | undefined {
  const id = nameAt(value, ...way);
  return id === undefined || id === "0" ? undefined : `zendesk:${id}`;
}

function mapTicket(event: unknown, name: string, head: EventHead): Mapped {
  const ticket = valueAt(event, "detail");
  const status = STATUS[nameAt(ticket, "status")?.toLowerCase() ?? ""];
  const ticketId = nameAt(ticket, "id");
  const openedMs = timestampAt(ticket, "created_at");
  if (ticketId === undefined || status === undefined || openedMs === undefined) {
    return refused("detail: expected a ticket with id, status and created_at");
  }
  if (status === "closed" && nameAt(event, "event", "previous")?.toLowerCase() === "solved") {
    return ignored("it was solved before, and its snapshot of then says when");
  }
  const subject = subjectOf(ticket);
  if (subject === undefined) return refused("detail: expected an organization_id or requester_id");
  const priority = nameAt(ticket, "priority")?.toLowerCase();
  const data = compact({
    ticket_id: ticketId,
    status,
    channel: nameAt(ticket, "via", "channel"),
    category: nameAt(ticket, "type")?.toLowerCase(),
    priority: PRIORITIES.find((known) => known === priority),
    opened_at: instant(openedMs) ?? "",
    solved_at: hasJustEnded(status, name) ? instant(head.timeMs) : undefined,
  });
  return mapped(sourceEvent("engagement.ticket_changed.v1", { ...head, subject }, data));
}

function subjectOf(ticket: unknown): string | undefined {
  const requester = idAt(ticket, "requester_id");
  return idAt(ticket, "organization_id") ?? (requester && userSubject(requester));
}

/** The event does not hold when a ticket was solved; its own time is that when it tells of just this. */
function hasJustEnded(status: TicketData["status"], name: string): boolean {
  const isDone = status === "solved" || status === "closed";
  return isDone && (name === "ticket.status_changed" || name === "ticket.created");
}

function mapOrganization(event: unknown, name: string, head: EventHead): Mapped {
  const organization = valueAt(event, "detail");
  const customer = idAt(organization, "id");
  if (customer === undefined) return refused("detail: expected an organization with an id");
  if (name === "organization.deleted") return ignored("its account stays");
  const isMoved = name === "organization.external_id_changed";
  const account = nameAt(organization, "external_id");
  const formerAccount = isMoved ? nameAt(event, "event", "previous") : undefined;
  const profile = compact({ name: textAt(organization, "name"), partial: true });
  return mapped(
    sourceEvent("account.profile_changed.v1", { ...head, subject: customer }, profile),
    ...connectionEvents({ customer, account, formerAccount }, head),
  );
}

function mapUser(event: unknown, head: EventHead): Mapped {
  const user = idAt(event, "detail", "id");
  const subject = idAt(event, "detail", "organization_id");
  if (user === undefined) return refused("detail: expected a user with an id");
  if (subject === undefined) return ignored("the user is in no organization");
  return mapped(sourceEvent("account.user_linked.v1", { ...head, subject }, { user }));
}
