// In: one capture of PostHog. Out: our events: usage as config/event-mapping.yaml says, the account's profile from $groupidentify,
// the contact from $identify and $set. PostHog's own events ($autocapture, $feature_flag_called, …) are ignored unless the mapping
// names them.
import { profileOfTraits } from "../account-traits.ts";
import { contentId } from "../content-id.ts";
import type { EventMapping, UsageRule } from "../event-mapping.ts";
import { compact, nameAt, objectOf, textAt, valueAt } from "../read-values.ts";
import { sentTime } from "../sent-time.ts";
import { checkedMessage, ignored, mapped, refused, sourceEvent } from "../source-event.ts";
import type { EventHead, Mapped, MappedMessage } from "../source-event.ts";
import { mapUsage, ruleOf } from "../usage-events.ts";
import { userSubject } from "../user-subjects.ts";
import type { PosthogCapture } from "./posthog-captures.ts";

export interface PosthogSender {
  readonly source: string;
  readonly receivedAtMs: number;
  readonly mapping: EventMapping;
}

export function mapPosthogCapture(capture: PosthogCapture, sender: PosthogSender): MappedMessage {
  return checkedMessage(capture.original, mapCapture(capture, sender));
}

function mapCapture(
  capture: PosthogCapture,
  { source, receivedAtMs, mapping }: PosthogSender,
): Mapped {
  const { fields } = capture;
  const event = nameAt(fields, "event");
  if (event === undefined) return refused("event: expected the event's name, 1 to 256 characters");
  const properties = objectOf(valueAt(fields, "properties"));
  const user = nameAt(fields, "distinct_id") ?? nameAt(properties, "distinct_id");
  if (user === undefined) return refused("distinct_id: expected a text of 1 to 256 characters");
  const timestamp = valueAt(fields, "timestamp") ?? properties["timestamp"];
  const time = sentTime({ timestamp, sentAt: capture.sentAt, receivedAtMs });
  if (!time.ok) return refused(time.reason);
  const { timeMs, occurredAtMs } = time;
  const id = nameAt(fields, "uuid") ?? nameAt(properties, "uuid") ?? contentId(capture.original);
  const account = nameAt(properties, "$groups", mapping.account.posthogGroupType);
  const head = { id, source, subject: account ?? userSubject(user), timeMs, occurredAtMs };
  if (event === "$groupidentify") return mapGroup(properties, head, mapping);
  if (event === "$identify" || event === "$set") return mapPerson(capture, user, head);
  const rule = ruleOfCapture(event, mapping);
  return mapUsage(rule, { head, user, account, properties });
}

function ruleOfCapture(event: string, mapping: EventMapping): UsageRule {
  if (event === "$pageview") return mapping.usage.pages;
  if (event === "$screen") return mapping.usage.screens;
  const isTheirs = event.startsWith("$") && !Object.hasOwn(mapping.usage.events, event);
  return isTheirs ? "ignored" : ruleOf(event, mapping);
}

function mapGroup(properties: unknown, head: EventHead, { account }: EventMapping): Mapped {
  const type = nameAt(properties, "$group_type");
  if (type !== account.posthogGroupType)
    return ignored(`groups of type ${type ?? "?"} are no accounts`);
  const subject = nameAt(properties, "$group_key");
  if (subject === undefined) return refused("$group_key: expected the account's id");
  const data = profileOfTraits(valueAt(properties, "$group_set"));
  return mapped(sourceEvent("account.profile_changed.v1", { ...head, subject }, data));
}

/** What is set stands beside the properties or in them, depending on the library. */
function mapPerson({ fields }: PosthogCapture, user: string, head: EventHead): Mapped {
  const set = {
    ...objectOf(valueAt(fields, "properties", "$set")),
    ...objectOf(valueAt(fields, "$set")),
  };
  const data = compact({
    contact_id: user,
    name: textAt(set, "name"),
    role: nameAt(set, "role") ?? nameAt(set, "title"),
  });
  return mapped(
    sourceEvent("account.contact_changed.v1", { ...head, subject: userSubject(user) }, data),
  );
}
