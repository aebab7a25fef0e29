// When something happened, on our clock. In: what the sender's clock says, and when it arrived. Out: the time as sent, corrected.
// Source: Segment, spec/common: timestamp = receivedAt − (sentAt − originalTimestamp). PostHog corrects in the same way.
import { parseTimestamp } from "./timestamps.ts";

/** The sender's clock when it happened and when it sent, and ours when it arrived. */
export interface Clocks {
  readonly timestamp: unknown;
  readonly sentAt: unknown;
  readonly receivedAtMs: number;
}

export type SentTime =
  | {
      readonly ok: true;
      /** As the sender says; part of the event's identity, so a retry must not change it. */
      readonly timeMs: number;
      /** What facts use. Never after the arrival: a clock may be wrong, but nothing arrives before it happens. */
      readonly occurredAtMs: number;
    }
  | { readonly ok: false; readonly reason: string };

/** Without a timestamp it happened when it arrived. */
export function sentTime({ timestamp, sentAt, receivedAtMs }: Clocks): SentTime {
  if (timestamp === undefined || timestamp === null) {
    return { ok: true, timeMs: receivedAtMs, occurredAtMs: receivedAtMs };
  }
  const timeMs = typeof timestamp === "string" ? parseTimestamp(timestamp) : undefined;
  if (timeMs === undefined) {
    return { ok: false, reason: "timestamp: expected ISO 8601 such as 2026-01-31T09:30:00.000Z" };
  }
  const sentAtMs = typeof sentAt === "string" ? parseTimestamp(sentAt) : undefined;
  const clockAheadMs = sentAtMs === undefined ? 0 : sentAtMs - receivedAtMs;
  return { ok: true, timeMs, occurredAtMs: Math.min(timeMs - clockAheadMs, receivedAtMs) };
}
