// In: the JSON body of PostHog's capture API. Out: its captures, one by one.
// Source: PostHog, "Capture API": /i/v0/e takes one event, /batch several; api_key is the project's token.
import { isObject, nameAt, valueAt } from "../read-values.ts";
import type { JsonObject } from "../read-values.ts";

export interface PosthogCapture {
  /** As it came, without what differs between retries. */
  readonly original: string;
  readonly fields: JsonObject | undefined;
  readonly sentAt: unknown;
}

/** The key of the body, where PostHog's libraries put it. */
export function posthogKey(body: unknown): string | undefined {
  return nameAt(body, "api_key") ?? nameAt(body, "token") ?? nameAt(body, "properties", "token");
}

/** @param body as it came out of JSON.parse: one capture, or an object with a batch of them */
export function capturesOf(body: unknown): readonly PosthogCapture[] {
  const batch = valueAt(body, "batch");
  const sentAt = valueAt(body, "sent_at");
  return (Array.isArray(batch) ? batch : [body]).map((item: unknown) => captureOf(item, sentAt));
}

function captureOf(item: unknown, sentAt: unknown): PosthogCapture {
  if (!isObject(item)) return { original: JSON.stringify(item), fields: undefined, sentAt };
  const { sent_at: ownSentAt, api_key: _key, token: _token, ...lasting } = item;
  return { original: JSON.stringify(lasting), fields: item, sentAt: ownSentAt ?? sentAt };
}
