// What the services may use of other tools' wire formats.
export type { EventMapping, UsageRule } from "./event-mapping.ts";
export type { Mapped, MappedMessage, SourceEvent } from "./source-event.ts";
export {
  bodyWriteKey,
  callsOfBatch,
  SEGMENT_LIMITS,
  SEGMENT_METHODS,
  singleCall,
} from "./segment/segment-calls.ts";
export type { SegmentCall, SegmentMethod } from "./segment/segment-calls.ts";
export { mapSegmentCall } from "./segment/map-call.ts";
export { capturesOf, posthogKey } from "./posthog/posthog-captures.ts";
export { mapPosthogCapture } from "./posthog/map-capture.ts";
export { mapAgain } from "./map-again.ts";
export { isWebhookName, WEBHOOK_NAMES, WEBHOOKS } from "./webhooks.ts";
export type { WebhookName } from "./webhooks.ts";
export type { Webhook, WebhookContext, WebhookRequest } from "./webhook.ts";
export { pullNps } from "./beamer/pull-nps.ts";
export type { BeamerAccess, NpsPage, NpsPlace } from "./beamer/pull-nps.ts";
export { PullError } from "./errors.ts";
