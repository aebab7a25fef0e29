// In: a request's body and content type. Out: its events, each with the text that the sender wrote; or that it is no JSON.
import type { PlainEvent } from "@mimamori/event-contracts";
import { readPlainEvent, readPlainEvents } from "@mimamori/event-contracts";
import { OPENING_BRACKET, splitJsonArray } from "./json-array.ts";
import { readJson } from "./read-json.ts";

/** One event, or what stands in an event's place; a plain event is valid already. */
export type IncomingEvent = PlainEvent | WrittenEvent;

export interface WrittenEvent {
  /** What the sender wrote: it goes into the topic, or into the dead letter. */
  readonly original: Buffer;
  /** As it came out of JSON.parse. */
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
  const plain = readPlain(body, contentType);
  if (plain !== undefined) return { ok: true, events: plain };
  const read = readJson(body);
  if (!read.ok) return read;
  const { value } = read;
  const json = withoutByteOrderMark(body);
  // An array that is sent as one event is one wrong event; an object that is sent as a batch is a batch of one.
  if (!Array.isArray(value) || contentType.startsWith(ONE_EVENT)) {
    return { ok: true, events: [{ original: json, value }] };
  }
  const values: readonly unknown[] = value;
  const events = splitJsonArray(json).map((original, index) => ({
    original,
    value: values[index],
  }));
  return { ok: true, events };
}

/** Bodies of which every event is plain are read where they lie; any other is read as JSON, whatever is wrong with it. */
function readPlain(body: Buffer, contentType: string): PlainEvent[] | undefined {
  if (body[0] === OPENING_BRACKET)
    return contentType.startsWith(ONE_EVENT) ? undefined : readPlainEvents(body);
  const event = readPlainEvent(body);
  return event && [event];
}

/** readJson takes no notice of one; whoever reads the topics might. */
function withoutByteOrderMark(body: Buffer): Buffer {
  const isMarked = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  return isMarked ? body.subarray(3) : body;
}
