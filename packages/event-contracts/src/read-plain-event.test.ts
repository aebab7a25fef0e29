import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EVENT_TYPES } from "./catalogue.ts";
import { exampleEvent } from "./example-events.ts";
import { parseEvent } from "./parse-event.ts";
import type { ValidEvent } from "./parse-event.ts";
import type { PlainEvent } from "./plain-event.ts";
import { readPlainEvent, readPlainEvents } from "./read-plain-event.ts";

const USAGE_TYPES = EVENT_TYPES.filter((type) => type.startsWith("usage."));
const base = exampleEvent("usage.feature_used.v1");
const rest = JSON.stringify({ ...base, data: undefined });

function parsed(text: string): ValidEvent | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = parseEvent(json);
  return result.ok ? result.event : undefined;
}

/** All that anybody reads of an event, and the canonical text of its data as it is stored. */
function readable(event: ValidEvent | PlainEvent): Record<string, unknown> {
  const { subject, timeMs, source, id, type, topic, data, occurredAtMs, knownAtMs } = event;
  const { sequence, extensions } = event;
  const stored =
    "dataFrom" in event
      ? event.bytes.toString("utf8", event.dataFrom, event.dataTo)
      : JSON.stringify(data);
  const times = { timeMs, occurredAtMs, knownAtMs, sequence };
  return { subject, source, id, type, topic, data, extensions, stored, ...times };
}

/** Whether it was plain; fails when it was, and the contract says anything else of it. */
function agrees(text: string): boolean {
  const bytes = Buffer.from(text);
  const plain = readPlainEvent(bytes);
  if (plain === undefined) return false;
  const event = parsed(text);
  expect(event).toBeDefined();
  expect(readable(plain)).toEqual(readable(event as ValidEvent));
  return true;
}

const key = fc.oneof(
  fc.constantFrom("feature", "user", "quantity", "active_users", "__proto__", "7", "é", "a", "b"),
  fc.string({ unit: "binary" }),
);
const leaf = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "\u0080", "\u007f", "\u2028", "日本", "2026-02-29T00:00:00Z", 1e21, 1e-7, -0),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  ),
}));
const attribute = fc.oneof(
  fc.constantFrom(...Object.keys(base), "knownat", "occurredat", "sequence", "datacontenttype"),
  key,
);
const valueOfAttribute = fc.oneof(
  json,
  fc.constantFrom("1.0", "application/json", "2026-03-31T23:59:59Z", "2024-02-29T00:00:00.120Z"),
  fc.nat(),
);
const type = fc.oneof(fc.constantFrom(...USAGE_TYPES), fc.constantFrom(...EVENT_TYPES));
const places = fc.option(fc.array(fc.nat(), { minLength: 16, maxLength: 16 }));

function inOrder(object: object, by: readonly number[] | null): object {
  if (by === null) return object;
  const entries = Object.entries(object).map((entry, index) => [by[index] ?? 0, entry] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => a - b).map(([, entry]) => entry));
}

/** An example with some of its parts changed, in the order of the contract or another. */
const event = fc
  .tuple(
    type,
    fc.dictionary(attribute, valueOfAttribute, { maxKeys: 2 }),
    fc.option(fc.dictionary(key, json)),
    places,
    places,
  )
  .map(([of, attributes, data, order, dataOrder]) => {
    const example = exampleEvent(of);
    const changed = inOrder({ ...(example.data as object), ...data }, dataOrder);
    return inOrder({ ...example, ...attributes, data: changed }, order);
  });

describe("readPlainEvent", () => {
  test("takes every usage event that JSON.stringify wrote with its required fields", () => {
    for (const of of USAGE_TYPES) expect(agrees(JSON.stringify(exampleEvent(of)))).toBe(true);
    const data = {
      feature: "報告",
      user: "ü",
      quantity: 1.25,
      active_users: 3,
      tags: [{ a: -1 }, null],
    };
    const times = { knownat: "2026-01-31T09:30:00Z", occurredat: "2026-01-30T09:30:00.001Z" };
    expect(agrees(JSON.stringify({ ...times, ...base, sequence: 7, data }))).toBe(true);
  });

  test("whatever it takes, the contract takes too and reads the same from it", () => {
    let taken = 0;
    fc.assert(
      fc.property(event, (value) => {
        if (agrees(JSON.stringify(value))) taken++;
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(0);
  });

  test("also when some of its bytes are others", () => {
    const byte = fc.oneof(
      fc.constantFrom(...Buffer.from('{}[]",:\\ 09.-eE_\u0000\u007fé')),
      fc.nat(255),
    );
    const change = fc.tuple(fc.nat(), fc.nat(2), byte);
    fc.assert(
      fc.property(event, fc.array(change, { minLength: 1, maxLength: 3 }), (value, changes) => {
        const bytes = [...Buffer.from(JSON.stringify(value))];
        for (const [at, removed, by] of changes) bytes.splice(at % bytes.length, removed, by);
        const changed = Buffer.from(bytes);
        const text = changed.toString("utf8");
        // Bytes that are no UTF-8 are no text at all.
        if (Buffer.compare(Buffer.from(text), changed) === 0) agrees(text);
        else expect(readPlainEvent(changed)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ["a space between its parts", JSON.stringify(base, undefined, 1)],
    ["an escape", JSON.stringify({ ...base, id: 'a"b' })],
    ["an extension attribute", JSON.stringify({ ...base, traceparent: "00-1" })],
    [
      "a key twice",
      JSON.stringify({ ...base, data: { feature: "x", quantity: 1, a: 1 } }).replace(
        '"a":1',
        '"a":1,"a":2',
      ),
    ],
    ["a default left out", JSON.stringify({ ...base, data: { feature: "x" } })],
    [
      "another order of the fields",
      JSON.stringify({ ...base, data: { quantity: 1, feature: "x" } }),
    ],
    [
      "a number that JavaScript writes in another way",
      JSON.stringify({ ...base, data: { feature: "x", quantity: 1 } }).replace(
        '"quantity":1',
        '"quantity":1.0',
      ),
    ],
    ["its data before its type", `{"data":${JSON.stringify(base.data)},${rest.slice(1)}`],
  ])("leaves to the contract what has %s", (_name, text) => {
    expect(readPlainEvent(Buffer.from(text))).toBeUndefined();
    expect(parsed(text)).toBeDefined();
  });
});

describe("readPlainEvents", () => {
  test("reads each event of an array as if it stood alone, with its bytes as they were sent", () => {
    const texts = USAGE_TYPES.map((of) => JSON.stringify(exampleEvent(of)));
    const events = readPlainEvents(Buffer.from(`[${texts.join(",")}]`)) ?? [];
    expect(events.map(({ original }) => original.toString())).toEqual(texts);
    expect(events.map(readable)).toEqual(texts.map((text) => readable(parsed(text) as ValidEvent)));
  });

  test.each(["[]", "[", "[]]", `[${JSON.stringify(base)},]`, `[${JSON.stringify(base)}`, `[1]`])(
    "leaves %s to JSON.parse",
    (text) => {
      expect(readPlainEvents(Buffer.from(text))).toBeUndefined();
    },
  );
});
