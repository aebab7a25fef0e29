// Who has proven to send, by a write key or by a webhook's secret, and what it may.
import { EVENT_TOPICS } from "@mimamori/event-contracts";
import type { EventTopic } from "@mimamori/event-contracts";
import type { Limit } from "@mimamori/rate-limits";

export interface Sender {
  /** The name of what sends; it stands in dead letters. */
  readonly source: string;
  /** Where its events may go. */
  readonly topics: ReadonlySet<EventTopic>;
  /** Imports and the simulator may say when an event became known; nobody else may rewrite the past. */
  readonly mayStateKnownAt: boolean;
  readonly limit: Limit;
}

/** Where a message came from; dead letters say it, so that they can be read again as they were read then. */
export interface Origin {
  readonly sender: Sender;
  /** The wire format: cloudevents, segment, posthog, or the webhook's name. */
  readonly format: string;
}

/** A tool that calls us: its mapping decides which events it makes, and its secret stands in the collector's settings. */
export function webhookSender(tool: string, perSecond: number): Sender {
  return {
    source: tool,
    topics: new Set(EVENT_TOPICS),
    mayStateKnownAt: false,
    limit: { id: `webhook.${tool}`, perSecond },
  };
}
