// When a call happened, on our clock. In: a call, and when it arrived. Out: the time as sent, and the time corrected.
// Source: Segment, spec/common: timestamp = receivedAt − (sentAt − originalTimestamp).
import { valueAt } from "../read-values.ts";
import { parseTimestamp } from "../timestamps.ts";
import type { SegmentCall } from "./segment-calls.ts";

export interface CallTime {
  /** As the sender says; part of the event's identity, so a retry must not change it. */
  readonly timeMs: number;
  /** What facts use. Never after the arrival: a clock may be wrong, but nothing arrives before it happens. */
  readonly occurredAtMs: number;
}

export type CallTimeRead =
  | { readonly ok: true; readonly time: CallTime }
  | { readonly ok: false; readonly reason: string };

export function timeOfCall(call: SegmentCall, receivedAtMs: number): CallTimeRead {
  // RudderStack's SDKs name it as Segment's servers do; both mean the sender's clock when it happened.
  const sent = valueAt(call.fields, "timestamp") ?? valueAt(call.fields, "originalTimestamp");
  // Segment: without one it happened when it arrived.
  if (sent === undefined || sent === null) {
    return { ok: true, time: { timeMs: receivedAtMs, occurredAtMs: receivedAtMs } };
  }
  const timeMs = typeof sent === "string" ? parseTimestamp(sent) : undefined;
  if (timeMs === undefined) {
    return { ok: false, reason: "timestamp: expected ISO 8601 such as 2026-01-31T09:30:00.000Z" };
  }
  const clockAheadMs = call.sentAtMs === undefined ? 0 : call.sentAtMs - receivedAtMs;
  return {
    ok: true,
    time: { timeMs, occurredAtMs: Math.min(timeMs - clockAheadMs, receivedAtMs) },
  };
}
