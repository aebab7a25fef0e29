// In: one call of Segment's tracking API (or RudderStack's, which has the same wire format). Out: our events.
// track, page, screen: usage, as config/event-mapping.yaml says. group: the account's profile and the user's link to it.
// identify: the contact, and the link where the traits name a company. alias: ignored, users have no aliases here.
import { profileOfTraits } from "../account-traits.ts";
import type { EventMapping } from "../event-mapping.ts";
import { booleanAt, compact, isObject, nameAt, textAt, valueAt } from "../read-values.ts";
import type { JsonObject } from "../read-values.ts";
import { sentTime } from "../sent-time.ts";
import { checkedMessage, ignored, mapped, refused, sourceEvent } from "../source-event.ts";
import type { EventHead, Mapped, MappedMessage, SourceEvent } from "../source-event.ts";
import { mapUsage, ruleOf } from "../usage-events.ts";
import { userSubject } from "../user-subjects.ts";
import { messageIdOf, SEGMENT_LIMITS, SEGMENT_METHODS } from "./segment-calls.ts";
import type { SegmentCall, SegmentMethod } from "./segment-calls.ts";

export interface SegmentSender {
  /** The name of the write key; the events' source. */
  readonly source: string;
  readonly receivedAtMs: number;
  readonly mapping: EventMapping;
}

/** A call that is complete enough to mean something. */
interface ReadCall {
  readonly fields: JsonObject;
  readonly user: string;
  readonly head: EventHead;
}

export function mapSegmentCall(call: SegmentCall, sender: SegmentSender): MappedMessage {
  return checkedMessage(call.original, mapCall(call, sender));
}

function mapCall(call: SegmentCall, sender: SegmentSender): Mapped {
  const { fields } = call;
  if (fields === undefined) return refused("a call must be a JSON object");
  const bytes = Buffer.byteLength(call.original);
  if (bytes > SEGMENT_LIMITS.callBytes) {
    return refused(
      `the call has ${bytes} bytes; at most ${SEGMENT_LIMITS.callBytes} are taken`,
      "oversize",
    );
  }
  const method = SEGMENT_METHODS.find((known) => known === fields["type"]);
  if (method === undefined) {
    return refused(`type: expected one of ${SEGMENT_METHODS.join(", ")}`, "unknown_type");
  }
  if (method === "alias") return ignored("users are linked to accounts, not to one another");
  const user = nameAt(fields, "userId") ?? nameAt(fields, "anonymousId");
  if (user === undefined)
    return refused("expected userId or anonymousId, a text of 1 to 256 characters");
  // RudderStack's SDKs name it as Segment's servers do; both mean the sender's clock when it happened.
  const timestamp = fields["timestamp"] ?? fields["originalTimestamp"];
  const time = sentTime({ timestamp, sentAt: call.sentAt, receivedAtMs: sender.receivedAtMs });
  if (!time.ok) return refused(time.reason);
  const { timeMs, occurredAtMs } = time;
  const id = messageIdOf(call);
  const subject = userSubject(user);
  const head = { id, source: sender.source, subject, timeMs, occurredAtMs };
  return mapMethod(method, { fields, user, head }, sender.mapping);
}

function mapMethod(
  method: Exclude<SegmentMethod, "alias">,
  call: ReadCall,
  mapping: EventMapping,
): Mapped {
  switch (method) {
    case "track":
      return mapTrack(call, mapping);
    case "page":
      return mapUsage(mapping.usage.pages, appEventOf(call, mapping));
    case "screen":
      return mapUsage(mapping.usage.screens, appEventOf(call, mapping));
    case "group":
      return mapGroup(call);
    case "identify":
      return mapIdentify(call);
  }
}

function mapTrack(call: ReadCall, mapping: EventMapping): Mapped {
  const event = nameAt(call.fields, "event");
  if (event === undefined) return refused("event: expected the event's name, 1 to 256 characters");
  return mapUsage(ruleOf(event, mapping), appEventOf(call, mapping));
}

function appEventOf({ fields, user, head }: ReadCall, mapping: EventMapping) {
  const { properties } = fields;
  const named = mapping.account.properties.map((property) => nameAt(properties, property));
  const account =
    nameAt(fields, "context", "groupId") ?? named.find((value) => value !== undefined);
  return { head: { ...head, subject: account ?? head.subject }, user, account, properties };
}

function mapGroup({ fields, user, head }: ReadCall): Mapped {
  const account = nameAt(fields, "groupId");
  if (account === undefined)
    return refused("groupId: expected the account's id, 1 to 256 characters");
  return mapped(...profileEvents(fields["traits"], account, head), linkEvent(user, account, head));
}

/** A group call without traits says nothing about the account, and must not be a profile. */
function profileEvents(traits: unknown, account: string, head: EventHead): SourceEvent[] {
  const data = profileOfTraits(traits);
  const saysSomething = Object.keys(data).some((field) => field !== "partial");
  if (!saysSomething) return [];
  return [sourceEvent("account.profile_changed.v1", { ...head, subject: account }, data)];
}

function linkEvent(user: string, account: string, head: EventHead): SourceEvent {
  const linkHead = { ...head, id: `${head.id}/link`, subject: account };
  return sourceEvent("account.user_linked.v1", linkHead, { user });
}

function mapIdentify({ fields, user, head }: ReadCall): Mapped {
  const { traits } = fields;
  const names = [textAt(traits, "firstName"), textAt(traits, "lastName")].filter(Boolean).join(" ");
  const contact = compact({
    contact_id: user,
    name: textAt(traits, "name") ?? (names === "" ? undefined : names),
    role: nameAt(traits, "role") ?? nameAt(traits, "title"),
    champion: booleanAt(traits, "champion"),
  });
  const events: SourceEvent[] = [sourceEvent("account.contact_changed.v1", head, contact)];
  const company = valueAt(traits, "company");
  const account = isObject(company) ? nameAt(company, "id") : nameAt(traits, "companyId");
  if (account === undefined) return mapped(...events);
  const profileHead = { ...head, id: `${head.id}/profile` };
  events.push(...profileEvents(company, account, profileHead), linkEvent(user, account, head));
  return mapped(...events);
}
