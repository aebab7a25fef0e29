// In: a request's body and content type. Out: its events, each with the text that the sender wrote; or that it is no JSON.
import { splitJsonArray } from "./json-array.ts";

/** One event, or what stands in an event's place. */
export interface IncomingEvent {
  readonly text: string;
  /** The bytes of `text`. */
  readonly original: Buffer;
  readonly value: unknown;
}

export type BodyRead =
  | { readonly ok: true; readonly events: readonly IncomingEvent[] }
  | { readonly ok: false; readonly reason: string };

export const ONE_EVENT = "application/cloudevents+json";
export const BATCH = "application/cloudevents-batch+json";
/** Senders that know nothing of CloudEvents' content types: an array is a batch, anything else one event. */
export const PLAIN_JSON = "application/json";
export const CONTENT_TYPES = [ONE_EVENT, BATCH, PLAIN_JSON] as const;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @param contentType one of CONTENT_TYPES, perhaps with parameters behind it. */
export function readBody(body: Buffer, contentType: string): BodyRead {
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(body);
  } catch {
    return { ok: false, reason: "the body is not UTF-8" };
  }
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : "the body is not JSON" };
  }
  // An array that is sent as one event is one wrong event; an object that is sent as a batch is a batch of one.
  if (!Array.isArray(value) || contentType.startsWith(ONE_EVENT)) {
    return { ok: true, events: [{ text, original: body, value }] };
  }
  const values: readonly unknown[] = value;
  const events = splitJsonArray(text).map((element, index) => ({
    text: element,
    original: Buffer.from(element),
    value: values[index],
  }));
  return { ok: true, events };
}
