// In: the contracts. Out: the documents that other teams and tools read, as file contents by path under docs/:
// one JSON Schema per event type (what a sender may write) and one AsyncAPI 3.0 document of all topics.
// Pure: writing them is src/write-documents.ts, and a test fails when docs/ is stale.
import { z } from "zod";
import {
  dataSchemas,
  DEAD_LETTERS_TOPIC,
  EVENT_TOPICS,
  EVENT_TYPES,
  SCORE_CHANGES_TOPIC,
  topicOf,
} from "./catalogue.ts";
import type { EventType } from "./catalogue.ts";
import { deadLetter } from "./dead-letters.ts";
import { envelope } from "./envelope.ts";
import { SCORE_CHANGED_TYPE, scoreChangedEvent } from "./score-changes.ts";

const DEAD_LETTER_MESSAGE = "dead-letter";

/** The whole event of a type, envelope and data, as a sender writes it. */
function eventSchema(type: EventType): z.ZodType {
  return envelope.extend({ type: z.literal(type), data: dataSchemas[type] });
}

function messageSchemas(): ReadonlyMap<string, z.ZodType> {
  return new Map([
    ...EVENT_TYPES.map((type) => [type, eventSchema(type)] as const),
    [SCORE_CHANGED_TYPE, scoreChangedEvent],
    [DEAD_LETTER_MESSAGE, deadLetter],
  ]);
}

function channel(topic: string, messages: readonly string[]) {
  const refs = messages.map((id) => [id, { $ref: `#/components/messages/${id}` }]);
  return { address: topic, messages: Object.fromEntries(refs) as unknown };
}

function asyncApi(): unknown {
  const ids = [...messageSchemas().keys()];
  const message = (id: string) => ({
    name: id,
    contentType: "application/json",
    payload: { $ref: `./schemas/${id}.json` },
  });
  const channels = [
    ...EVENT_TOPICS.map((topic) =>
      channel(
        topic,
        EVENT_TYPES.filter((type) => topicOf(type) === topic),
      ),
    ),
    channel(DEAD_LETTERS_TOPIC, [DEAD_LETTER_MESSAGE]),
    channel(SCORE_CHANGES_TOPIC, [SCORE_CHANGED_TYPE]),
  ];
  const producedByUs = new Set<string>([DEAD_LETTERS_TOPIC, SCORE_CHANGES_TOPIC]);
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Mimamori",
      version: "1.0.0",
      description:
        "The Kafka topics of Mimamori: one structured CloudEvent per record, key = subject.",
    },
    channels: Object.fromEntries(channels.map((one) => [one.address, one])),
    operations: Object.fromEntries(
      channels.map(({ address }) => [
        address,
        {
          action: producedByUs.has(address) ? "send" : "receive",
          channel: { $ref: `#/channels/${address}` },
        },
      ]),
    ),
    components: { messages: Object.fromEntries(ids.map((id) => [id, message(id)])) },
  };
}

function toText(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Every document by its path below docs/. */
export function contractDocuments(): ReadonlyMap<string, string> {
  const documents = new Map<string, string>();
  for (const [id, schema] of messageSchemas()) {
    documents.set(`schemas/${id}.json`, toText(z.toJSONSchema(schema, { io: "input" })));
  }
  documents.set("asyncapi.json", toText(asyncApi()));
  return documents;
}
