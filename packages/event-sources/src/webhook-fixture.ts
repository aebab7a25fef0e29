// For tests: what a webhook makes of a body, held to the contracts.
import { parseEvent } from "@mimamori/event-contracts";
import { MAPPING } from "./mapping-fixture.ts";
import type { Mapped, SourceEvent } from "./source-event.ts";
import type { Webhook, WebhookContext, WebhookRequest } from "./webhook.ts";

export const RECEIVED_MS = Date.UTC(2026, 10, 22, 12);

export function mapOne(webhook: Webhook, body: unknown, source = "tool"): Mapped {
  const [message, ...others] = mapAll(webhook, body, source);
  if (message === undefined || others.length > 0) throw new Error("expected one message");
  return message;
}

export function mapAll(webhook: Webhook, body: unknown, source = "tool"): readonly Mapped[] {
  const context: WebhookContext = { source, receivedAtMs: RECEIVED_MS, mapping: MAPPING };
  return webhook.mapBody(body, context).map(({ mapped }) => mapped);
}

/** The events of a message; each must hold its contract. */
export function eventsOf(mapped: Mapped): readonly SourceEvent[] {
  if (mapped.outcome !== "events") throw new Error(JSON.stringify(mapped));
  for (const event of mapped.events) {
    const parsed = parseEvent(event);
    if (!parsed.ok) throw new Error(`${parsed.reason} in ${JSON.stringify(event)}`);
  }
  return mapped.events;
}

export function firstOf(mapped: Mapped): SourceEvent {
  const [event] = eventsOf(mapped);
  if (event === undefined) throw new Error("expected an event");
  return event;
}

export function requestOf(
  body: string,
  headers: WebhookRequest["headers"] = {},
  pathSecret?: string,
): WebhookRequest {
  return { headers, body: Buffer.from(body), pathSecret, receivedAtMs: RECEIVED_MS };
}
