// In: a request's body and content type. Out: its events, each with the text that the sender wrote; or that it is no JSON.
import { splitJsonArray } from "./json-array.ts";
import { readJson } from "./read-json.ts";

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

/** @param contentType one of CONTENT_TYPES, perhaps with parameters behind it. */
export function readBody(body: Buffer, contentType: string): BodyRead {
  const read = readJson(body);
  if (!read.ok) return read;
  const { text, value } = read;
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
