// In: a message that was refused, as its dead letter keeps it, and its wire format. Out: what today's mapping makes of it.
// A dead letter holds one message as it can be sent again (source-event.ts, MappedMessage), or a body that was refused whole.
import { mapPosthogCapture } from "./posthog/map-capture.ts";
import { capturesOf } from "./posthog/posthog-captures.ts";
import { mapSegmentCall } from "./segment/map-call.ts";
import { callsOfBatch, SEGMENT_METHODS, singleCall } from "./segment/segment-calls.ts";
import type { SegmentCall } from "./segment/segment-calls.ts";
import type { MappedMessage } from "./source-event.ts";
import { valueAt } from "./read-values.ts";
import type { WebhookContext } from "./webhook.ts";
import { isWebhookName, WEBHOOKS } from "./webhooks.ts";

/**
 * @param format segment, posthog or a webhook's name
 * @param message as it came out of JSON.parse
 * @returns undefined for a format that is none of these
 */
export function mapAgain(
  format: string,
  message: unknown,
  context: WebhookContext,
): readonly MappedMessage[] | undefined {
  if (isWebhookName(format)) return WEBHOOKS[format].mapBody(message, context);
  if (format === "posthog")
    return capturesOf(message).map((capture) => mapPosthogCapture(capture, context));
  if (format !== "segment") return undefined;
  return segmentCalls(message).map((call) => mapSegmentCall(call, context));
}

/** A kept call is read as one that comes alone, so that its text, and with it its id where it has no messageId, stays the same. */
function segmentCalls(message: unknown): readonly SegmentCall[] {
  const method = SEGMENT_METHODS.find((each) => each === valueAt(message, "type"));
  if (method !== undefined) return [singleCall(message, method)];
  return callsOfBatch(message) ?? callsOfBatch({ batch: [message] }) ?? [];
}
