// An event on its way out: checked against its contract and written as the JSON that Kafka will carry.
import { parseEvent, readPlainEvent } from "@mimamori/event-contracts";
import type { EventTopic, ValidEvent } from "@mimamori/event-contracts";
import { RowRefusal } from "./errors.ts";
import type { JsonValue } from "./row-values.ts";

export interface CloudEvent {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly knownat: string;
  readonly sequence?: number;
  readonly data: JsonValue | undefined;
}

/** A Kafka record: `key` is the event's subject, `value` its JSON. */
export interface OutgoingEvent {
  readonly topic: EventTopic;
  readonly key: string;
  readonly value: Buffer;
}

/** @throws RowRefusal with the contract's code and reason, or because the event lies in the future of `nowMs`. */
export function checkEvent(event: CloudEvent, nowMs: number): OutgoingEvent {
  const text = JSON.stringify(event);
  const value = Buffer.from(text);
  const { topic, timeMs, knownAtMs } = readPlainEvent(value) ?? parse(event);
  if (timeMs > nowMs) {
    throw new RowRefusal("time_in_future", `its time ${event.time} has not come yet`);
  }
  if ((knownAtMs ?? 0) > nowMs) {
    throw new RowRefusal("known_at_in_future", `its knownat ${event.knownat} has not come yet`);
  }
  if (text.includes("\uFFFD")) {
    throw new RowRefusal(
      "bad_encoding",
      "a character is not of the file's encoding: name it with `encoding` in the mapping",
    );
  }
  return { topic, key: event.subject, value };
}

function parse(event: CloudEvent): ValidEvent {
  const parsed = parseEvent(event);
  if (!parsed.ok) throw new RowRefusal(parsed.code, parsed.reason);
  return parsed.event;
}
