// In: a sender's body. Out: one verdict per event, after Kafka has acknowledged the accepted ones and the dead letters of the
// refused ones (acks=all). When Kafka does not, the whole request fails with kafka_unavailable: some of it may be stored all
// the same, and the sender's retry is harmless because events and dead letters have ids.
import type { IncomingHttpHeaders } from "node:http";
import { PlainEvent } from "@mimamori/event-contracts";
import type { DeadLetterCode } from "@mimamori/event-contracts";
import { isBinaryMode, readBinaryEvent } from "./binary-event.ts";
import { RequestError } from "./errors.ts";
import { judgeEvent } from "./judge-event.ts";
import type { Verdict } from "./judge-event.ts";
import { readBody } from "./read-body.ts";
import type { IncomingEvent } from "./read-body.ts";
import { createTopicRecords } from "./topic-records.ts";
import type { TopicRecords } from "./topic-records.ts";
import type { Sender } from "./sender.ts";

const MOST_EVENTS = 1_000;

export interface EventResult {
  readonly index: number;
  /** The event's id, where it has one that can be read. */
  readonly id: string | null;
  readonly status: "accepted" | "refused";
  readonly code?: DeadLetterCode;
  readonly reason?: string;
}

export interface Answer {
  readonly accepted: number;
  readonly refused: number;
  readonly results: readonly EventResult[];
}

export interface SentBody {
  readonly body: Buffer;
  readonly headers: IncomingHttpHeaders;
  readonly sender: Sender;
}

/** An answer, and the records that must be stored before it may be given. */
export interface Collected {
  readonly answer: Answer;
  readonly records: TopicRecords;
}

interface Judged {
  readonly event: IncomingEvent;
  readonly verdict: Verdict;
}

/** @throws RequestError `too_many_events`. */
export function collectEvents(sent: SentBody, nowMs: number): Collected {
  const judged = judgeBody(sent);
  const records = createTopicRecords({ sender: sent.sender, format: "cloudevents" }, nowMs);
  for (const { event, verdict } of judged) {
    if (verdict.ok) records.accept(verdict, event.original);
    else records.refuse(verdict, event.original);
  }
  const results = judged.map(resultOf);
  const accepted = results.filter(({ status }) => status === "accepted").length;
  return { records, answer: { accepted, refused: results.length - accepted, results } };
}

function judgeBody({ body, headers, sender }: SentBody): Judged[] {
  const read = isBinaryMode(headers)
    ? readBinaryEvent(body, headers)
    : readBody(body, headers["content-type"] ?? "");
  if (!read.ok) {
    const event = { original: body, value: undefined };
    return [{ event, verdict: { ok: false, code: "not_json", reason: read.reason } }];
  }
  if (read.events.length > MOST_EVENTS) {
    const message = `the batch has ${read.events.length} events; at most ${MOST_EVENTS} are taken: send smaller batches`;
    throw new RequestError(413, "too_many_events", message);
  }
  return read.events.map((event) => ({ event, verdict: judgeEvent(event, sender) }));
}

function resultOf({ event, verdict }: Judged, index: number): EventResult {
  const id = event instanceof PlainEvent ? event.id : idOf(event.value);
  if (verdict.ok) return { index, id, status: "accepted" };
  return { index, id, status: "refused", code: verdict.code, reason: verdict.reason };
}

function idOf(value: unknown): string | null {
  if (typeof value !== "object" || value === null || !("id" in value)) return null;
  return typeof value.id === "string" ? value.id : null;
}
