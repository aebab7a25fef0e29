// In: the bytes of one event as Kafka or a sender brought them. Out: the valid event, judged where its bytes lie, or undefined.
// What it takes is exactly what parseEvent takes, with the same values and the same canonical text of `data`; what it does not
// take is not wrong, only not plain, and goes to JSON.parse and parseEvent. Nearly all usage events are plain, and reading one
// costs a fourth: no text is decoded, no object built.
import { isUtf8 } from "node:buffer";
import { dataSchemas, topicOf } from "./catalogue.ts";
import type { EventType } from "./catalogue.ts";
import { type PlainField, plainFieldsOf } from "./plain-contract.ts";
import { PlainEvent, type PlainType } from "./plain-event.ts";
import { readPlainInstant } from "./plain-instant.ts";
import { PlainJson } from "./plain-json.ts";

const LONGEST_NAME_BYTES = 256;

/** The types that can be judged this way; the others are rare, and say more than a list of fields can. */
const PLAIN_TYPES: readonly PlainType[] = Object.entries(dataSchemas).flatMap(([key, schema]) => {
  const type = key as EventType;
  const fields = plainFieldsOf(schema);
  if (fields === undefined) return [];
  return [
    {
      type,
      topic: topicOf(type),
      bytes: Buffer.from(type),
      quoted: Buffer.from(`"${type}"`),
      fields,
    },
  ];
});

const json = new PlainJson();

/** Reads what is one event as a whole. Never throws, and keeps `bytes`: they must not change as long as the event is used. */
export function readPlainEvent(bytes: Buffer): PlainEvent | undefined {
  json.begin(bytes);
  const event = new PlainEvent(bytes, 0);
  if (!readEnvelope(event) || !endsWell()) return undefined;
  event.isAscii = !json.hasHighBytes;
  return event;
}

/** Reads a JSON array of events, all of them plain and at least one. Never throws, and keeps `bytes` as well. */
export function readPlainEvents(bytes: Buffer): PlainEvent[] | undefined {
  json.begin(bytes);
  const events: PlainEvent[] = [];
  const readItem = (): boolean => {
    const event = new PlainEvent(bytes, json.at);
    events.push(event);
    return readEnvelope(event);
  };
  if (!json.items(readItem) || !endsWell()) return undefined;
  for (const event of events) event.isAscii = !json.hasHighBytes;
  return events;
}

/** ASCII needs no look at whether it is UTF-8. */
function endsWell(): boolean {
  return json.hasEnded && (!json.hasHighBytes || isUtf8(json.bytes));
}

interface Attribute {
  /** The key with its quotes and colon. */
  readonly key: Buffer;
  readonly isRequired: boolean;
  /** Reads its value. */
  read(event: PlainEvent): boolean;
}

function keyOf(name: string): Buffer {
  return Buffer.from(`"${name}":`);
}

function required(key: string, read: Attribute["read"]): Attribute {
  return { key: keyOf(key), isRequired: true, read };
}

function optional(key: string, read: Attribute["read"]): Attribute {
  return { key: keyOf(key), isRequired: false, read };
}

const VERSION = Buffer.from('"1.0"');
const CONTENT_TYPE = Buffer.from('"application/json"');

/** In the order in which most senders write them. An event with other attributes is not plain: they are extensions. */
const ATTRIBUTES: readonly Attribute[] = [
  required("specversion", () => json.skip(VERSION)),
  required("id", (event) => {
    const isName = readName();
    event.idFrom = json.from;
    event.idTo = json.to;
    return isName;
  }),
  required("source", (event) => {
    const isName = readName();
    event.sourceFrom = json.from;
    event.sourceTo = json.to;
    return isName;
  }),
  required("type", (event) => {
    event.plainType = readType();
    return event.plainType !== undefined;
  }),
  required("subject", (event) => {
    const isName = readName();
    event.subjectFrom = json.from;
    event.subjectTo = json.to;
    return isName;
  }),
  required("time", (event) => {
    event.timeMs = readInstant();
    return !Number.isNaN(event.timeMs);
  }),
  optional("datacontenttype", () => json.skip(CONTENT_TYPE)),
  optional("knownat", (event) => {
    event.knownAtMs = readInstant();
    return !Number.isNaN(event.knownAtMs);
  }),
  optional("occurredat", (event) => {
    event.correctedMs = readInstant();
    return !Number.isNaN(event.correctedMs);
  }),
  optional("sequence", (event) => {
    const from = json.at;
    if (!json.number() || !json.isInteger || json.isNegative) return false;
    event.sequence = Number(event.bytes.toString("latin1", from, json.at));
    return true;
  }),
  // What it must be depends on the type: an event that names its type later is not plain.
  required("data", (event) => {
    event.dataFrom = json.at;
    const isValid = event.plainType !== undefined && readData(event.plainType.fields);
    event.dataTo = json.at;
    return isValid;
  }),
];
const REQUIRED_BITS = ATTRIBUTES.reduce(
  (bits, { isRequired }, index) => (isRequired ? bits | (1 << index) : bits),
  0,
);

/** What came behind each attribute the last time, and first of all (at the end): senders keep an order. */
const followers = new Int8Array(ATTRIBUTES.length + 1);

function readEnvelope(event: PlainEvent): boolean {
  const opened = json.openObject();
  if (opened < 0) return false;
  let found = 0;
  let last = ATTRIBUTES.length;
  let more: boolean | undefined;
  do {
    const index = readKey(last);
    const attribute = ATTRIBUTES[index];
    const bit = 1 << index;
    if (attribute === undefined || (found & bit) !== 0 || !attribute.read(event)) return false;
    found |= bit;
    last = index;
    more = json.hasNextKey(opened);
  } while (more === true);
  event.to = json.at;
  return more === false && (found & REQUIRED_BITS) === REQUIRED_BITS;
}

/** Which attribute's key stands here; −1 when it is none of them. */
function readKey(last: number): number {
  const expected = followers[last] as number;
  if (json.skip((ATTRIBUTES[expected] as Attribute).key)) return expected;
  const index = ATTRIBUTES.findIndex(({ key }) => json.skip(key));
  if (index >= 0) followers[last] = index;
  return index;
}

function readType(): PlainType | undefined {
  for (const plainType of PLAIN_TYPES) if (json.skip(plainType.quoted)) return plainType;
  return undefined;
}

/** The contract's fields in its order, others behind them: so parseEvent writes them. */
function readData(fields: readonly PlainField[]): boolean {
  const opened = json.openObject();
  if (opened < 0) return false;
  let next = 0;
  let more: boolean | undefined;
  do {
    const index = findField(fields, next, fields.length);
    if (missesOne(fields, next, index)) return false;
    if (index < fields.length) {
      if (!readField(fields[index] as PlainField)) return false;
      next = index + 1;
    } else {
      if (findField(fields, 0, next) < next) return false;
      if (!json.key() || !json.isNew(opened) || !json.value()) return false;
      next = fields.length;
    }
    more = json.hasNextKey(opened);
  } while (more === true);
  return more === false && !missesOne(fields, next, fields.length);
}

/** Goes over the key of one of these fields; `to` when none of them stands here. */
function findField(fields: readonly PlainField[], from: number, to: number): number {
  let index = from;
  while (index < to && !json.skip((fields[index] as PlainField).key)) index++;
  return index;
}

function missesOne(fields: readonly PlainField[], from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (fields[index]?.isRequired === true) return true;
  return false;
}

function readField({ kind, mayBeNegative }: PlainField): boolean {
  switch (kind) {
    case "name":
      return readName();
    case "instant":
      return !Number.isNaN(readInstant());
    case "number":
      return json.number() && (mayBeNegative || !json.isNegative);
    case "integer":
      return json.number() && json.isInteger && (mayBeNegative || !json.isNegative);
  }
}

/** Text without control characters is all that plain JSON has; so many bytes have at most so many characters. */
function readName(): boolean {
  return json.string() && json.from < json.to && json.to - json.from <= LONGEST_NAME_BYTES;
}

function readInstant(): number {
  return json.string() ? readPlainInstant(json.bytes, json.from, json.to) : NaN;
}
