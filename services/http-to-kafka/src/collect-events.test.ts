import fc from "fast-check";
import { deadLetter, EVENT_TOPICS } from "@mimamori/event-contracts";
import { describe, expect, test } from "vitest";
import { collectEvents } from "./collect-events.ts";
import type { Collected } from "./collect-events.ts";
import { RequestError } from "./errors.ts";
import { LARGEST_EVENT_BYTES } from "./judge-event.ts";
import { BATCH, ONE_EVENT, PLAIN_JSON } from "./read-body.ts";

const NOW_MS = Date.UTC(2026, 10, 22);
const app = {
  source: "app",
  topics: new Set(EVENT_TOPICS),
  mayStateKnownAt: false,
  limit: { id: "app", perSecond: 1 },
};
const imports = { ...app, source: "imports", mayStateKnownAt: true };

function event(changes: object = {}): object {
  return {
    specversion: "1.0",
    id: "e-1",
    source: "app",
    type: "usage.feature_used.v1",
    subject: "account-1",
    time: "2026-01-31T09:30:00.000Z",
    data: { feature: "export" },
    ...changes,
  };
}

function collect(body: string | Buffer, contentType: string = PLAIN_JSON, sender = app): Collected {
  const headers = { "content-type": contentType };
  return collectEvents({ body: Buffer.from(body), headers, sender }, NOW_MS);
}

function codesOf(collected: Collected): (string | undefined)[] {
  return collected.answer.results.map(({ code }) => code);
}

function lettersOf(collected: Collected) {
  const records = collected.records.byTopic.get("dead-letters") ?? [];
  return records.map(({ value }) => deadLetter.parse(JSON.parse(value.toString())));
}

describe("what is taken", () => {
  test("goes to its type's topic under its subject, exactly as it was written", () => {
    const usage = JSON.stringify(event(), undefined, 2);
    const profile =
      '{"data":{"name":"春"},"type":"account.profile_changed.v1","time":"2026-01-31T09:30:00Z","subject":"a","source":"s","id":"2","specversion":"1.0"}';
    const collected = collect(`[ ${usage} ,\n${profile}]`, BATCH);
    expect(collected.answer).toEqual({
      accepted: 2,
      refused: 0,
      results: [
        { index: 0, id: "e-1", status: "accepted" },
        { index: 1, id: "2", status: "accepted" },
      ],
    });
    expect([...collected.records.byTopic]).toEqual([
      ["usage.events", [{ key: "account-1", value: Buffer.from(usage) }]],
      ["account.events", [{ key: "a", value: Buffer.from(profile) }]],
    ]);
  });

  test("goes without the byte order mark that some tools put before it", () => {
    const text = JSON.stringify(event());
    const { records } = collect(`\ufeff${text}`, ONE_EVENT);
    expect(records.byTopic.get("usage.events")?.[0]?.value).toEqual(Buffer.from(text));
  });

  test.each([ONE_EVENT, `${ONE_EVENT}; charset=utf-8`, PLAIN_JSON, BATCH])(
    "a single event as %s",
    (contentType) => {
      expect(collect(JSON.stringify(event()), contentType).answer.accepted).toBe(1);
    },
  );

  test("an empty batch is no mistake", () => {
    expect(collect("[]", BATCH).answer).toEqual({ accepted: 0, refused: 0, results: [] });
  });

  test("knownat from a key that may set it", () => {
    const body = JSON.stringify(event({ knownat: "2026-02-01T00:00:00Z" }));
    expect(collect(body, ONE_EVENT, imports).answer.accepted).toBe(1);
  });
});

describe("what is refused", () => {
  test.each([
    ["not_json", "{"],
    ["not_json", Buffer.from([0x22, 0xff, 0x22])],
    ["not_cloudevent", "null"],
    ["not_cloudevent", JSON.stringify(event({ time: "yesterday" }))],
    ["unknown_type", JSON.stringify(event({ type: "usage.feature_used.v9" }))],
    ["contract_violation", JSON.stringify(event({ data: {} }))],
    ["knownat_not_allowed", JSON.stringify(event({ knownat: "2026-02-01T00:00:00Z" }))],
    ["oversize", JSON.stringify(event({ note: "x".repeat(LARGEST_EVENT_BYTES) }))],
  ])("%s: is answered with code and reason, and its bytes are kept", (code, body) => {
    const collected = collect(body);
    expect(collected.answer).toMatchObject({ accepted: 0, refused: 1 });
    expect(collected.answer.results[0]).toMatchObject({ index: 0, status: "refused", code });
    const [letter] = lettersOf(collected);
    expect(letter).toMatchObject({ code, sender: "app", refused_by: "http-to-kafka" });
    expect(letter?.reason).not.toBe("");
    expect(Buffer.from(letter!.original_base64, "base64")).toEqual(Buffer.from(body));
  });

  test("a refused event does not touch its neighbours, and the answer says which it was", () => {
    const parts = [event({ id: "1" }), event({ id: "2", subject: "" }), event({ id: "3" })];
    const collected = collect(JSON.stringify(parts), BATCH);
    expect(collected.answer).toMatchObject({ accepted: 2, refused: 1 });
    expect(collected.answer.results[1]).toMatchObject({ index: 1, id: "2", status: "refused" });
    expect(lettersOf(collected)).toHaveLength(1);
  });

  test("an array that says it is one event is one wrong event", () => {
    expect(codesOf(collect(JSON.stringify([event()]), ONE_EVENT))).toEqual(["not_cloudevent"]);
  });

  test("the same refusal again is the same dead letter; another sender's is another", () => {
    const id = (sender: typeof app) => lettersOf(collect("{", PLAIN_JSON, sender))[0]?.id;
    expect(id(app)).toBe(id(app));
    expect(id(app)).not.toBe(id(imports));
  });

  test("more than 1,000 events are refused as a whole, with nothing to store", () => {
    const body = JSON.stringify(Array.from({ length: 1_001 }, () => event()));
    expect(() => collect(body, BATCH)).toThrow(RequestError);
    expect(() => collect(body, BATCH)).toThrow(/1001 events/);
  });
});

test("whatever JSON is sent, every element gets exactly one verdict and exactly one record", () => {
  const element = fc.oneof(fc.jsonValue(), fc.constant(event()), fc.constant(event({ id: 7 })));
  fc.assert(
    fc.property(fc.array(element, { maxLength: 20 }), (elements) => {
      const { answer, records } = collect(JSON.stringify(elements), BATCH);
      expect(answer.results.map(({ index }) => index)).toEqual([...elements.keys()]);
      expect(answer.accepted + answer.refused).toBe(elements.length);
      expect([...records.byTopic.values()].flat()).toHaveLength(elements.length);
    }),
  );
});
