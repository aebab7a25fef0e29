// In: one event of an app, and what the company says that it means. Out: our usage events, or that it is ignored.
import type { EventMapping, UsageRule } from "./event-mapping.ts";
import { compact, nameAt, numberAt } from "./read-values.ts";
import { ignored, mapped, refused, sourceEvent } from "./source-event.ts";
import type { EventHead, Mapped } from "./source-event.ts";

export interface AppEvent {
  readonly head: EventHead;
  /** Who did it. */
  readonly user: string | undefined;
  /** Undefined while nobody knows it. */
  readonly account: string | undefined;
  readonly properties: unknown;
}

/** The rule of an event by its name. */
export function ruleOf(event: string, { usage }: EventMapping): UsageRule {
  // What the company wrote, and nothing that objects have by nature.
  if (Object.hasOwn(usage.events, event)) return usage.events[event] ?? "ignored";
  return usage.otherEvents === "feature" ? { feature: event } : "ignored";
}

export function mapUsage(rule: UsageRule, event: AppEvent): Mapped {
  const { head, user, properties } = event;
  if (rule === "ignored") return ignored("config/event-mapping.yaml ignores this event");
  if ("user" in rule) return mapMembership(rule.user, event);
  if ("milestone" in rule) {
    const data = compact({ milestone: rule.milestone, user });
    return mapped(sourceEvent("usage.milestone_reached.v1", head, data));
  }
  if ("session" in rule) {
    if (user === undefined) return refused("a session needs a user");
    return mapped(sourceEvent("usage.session_started.v1", head, { user }));
  }
  const quantity = rule.quantity === undefined ? undefined : numberAt(properties, rule.quantity);
  if (quantity !== undefined && quantity < 0) {
    return refused(`${rule.quantity ?? ""} is ${quantity}: a quantity is 0 or more`);
  }
  const data = compact({ feature: rule.feature, user, quantity });
  return mapped(sourceEvent("usage.feature_used.v1", head, data));
}

function mapMembership(change: "linked" | "unlinked", event: AppEvent): Mapped {
  const { account, head, properties } = event;
  // Segment's B2B events may name the user that is concerned beside the one who acts.
  const user = nameAt(properties, "userId") ?? event.user;
  if (account === undefined)
    return refused("the event names no account: see account in config/event-mapping.yaml");
  if (user === undefined) return refused("the event names no user");
  const type = change === "linked" ? "account.user_linked.v1" : "account.user_unlinked.v1";
  return mapped(sourceEvent(type, { ...head, subject: account }, { user }));
}
