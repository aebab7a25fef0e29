// In: the JSON body of Segment's HTTP tracking API. Out: its calls, one by one, as they would be sent alone.
// Source: Segment, "HTTP API Source" (spec/common): a batch's context is merged into that of its calls, each call has a type.
import { contentId } from "../content-id.ts";
import { isObject, nameAt, objectOf, valueAt } from "../read-values.ts";
import type { JsonObject } from "../read-values.ts";

export const SEGMENT_METHODS = ["identify", "track", "page", "screen", "group", "alias"] as const;
export type SegmentMethod = (typeof SEGMENT_METHODS)[number];

/** Segment's documented limits, in bytes of 1,024 to the KB. */
export const SEGMENT_LIMITS = {
  callBytes: 32 * 1024,
  batchBytes: 500 * 1024,
  callsPerBatch: 2_500,
} as const;

/** A call that could be read, or what stands in its place. */
export interface SegmentCall {
  /** The call as it would stand in a batch of its own, without what differs between retries: it can be sent again as it is. */
  readonly original: string;
  readonly fields: JsonObject | undefined;
  readonly sentAt: unknown;
}

/** The key in the body, which Segment takes where no Authorization header has it. */
export function bodyWriteKey(body: unknown): string | undefined {
  return nameAt(body, "writeKey");
}

/** @param body as it came out of JSON.parse, from /v1/batch */
export function callsOfBatch(body: unknown): readonly SegmentCall[] | undefined {
  const batch = valueAt(body, "batch");
  if (!Array.isArray(batch)) return undefined;
  const context = objectOf(valueAt(body, "context"));
  const batchSentAt = valueAt(body, "sentAt");
  return batch.map((item: unknown) => {
    if (!isObject(item)) return unreadable(item);
    const merged = { ...context, ...objectOf(item["context"]) };
    return callOf({ ...item, context: merged }, item["sentAt"] ?? batchSentAt);
  });
}

/** @param body as it came out of JSON.parse, from /v1/<method> */
export function singleCall(body: unknown, method: SegmentMethod): SegmentCall {
  if (!isObject(body)) return unreadable(body);
  return callOf({ ...body, type: method }, body["sentAt"]);
}

function unreadable(item: unknown): SegmentCall {
  return { original: JSON.stringify(item), fields: undefined, sentAt: undefined };
}

function callOf(fields: JsonObject, sentAt: unknown): SegmentCall {
  const { sentAt: _sentAt, writeKey: _writeKey, ...lasting } = fields;
  return { original: JSON.stringify(lasting), fields, sentAt };
}

/** What tells a call from all others. */
export function messageIdOf(call: SegmentCall): string {
  return nameAt(call.fields, "messageId") ?? contentId(call.original);
}
