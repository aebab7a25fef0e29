import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EVENT_TOPICS, EVENT_TYPES, topicOf } from "./catalogue.ts";
import { exampleEvent } from "./example-events.ts";
import { parseEvent } from "./parse-event.ts";

const base = exampleEvent("usage.feature_used.v1");

describe("parseEvent", () => {
  test("takes the example of every type, and every type has a topic", () => {
    for (const type of EVENT_TYPES) {
      expect(parseEvent(exampleEvent(type))).toMatchObject({ ok: true, event: { type } });
      expect(EVENT_TOPICS).toContain(topicOf(type));
    }
  });

  test("fills in defaults, and keeps unknown extra fields of data and envelope", () => {
    const parsed = parseEvent({
      ...base,
      traceparent: "00-1",
      data: { feature: "x", plan: { a: 1 } },
    });
    expect(parsed).toMatchObject({
      ok: true,
      event: {
        data: { feature: "x", quantity: 1, plan: { a: 1 } },
        extensions: '{"traceparent":"00-1"}',
      },
    });
  });

  test("an event that no JSON.stringify could write again is refused, wherever its depth is", () => {
    const deep = JSON.parse("[".repeat(50_000) + "]".repeat(50_000)) as unknown;
    for (const event of [
      { ...base, note: deep },
      { ...base, data: { feature: "x", note: deep } },
    ]) {
      expect(parseEvent(event)).toMatchObject({ ok: false, code: "not_cloudevent" });
    }
    const shallow = JSON.parse("[".repeat(60) + "]".repeat(60)) as unknown;
    expect(parseEvent({ ...base, note: shallow })).toMatchObject({ ok: true });
  });

  test("reads the same instant from any offset, in milliseconds", () => {
    for (const time of ["2026-01-15T09:30:00.1239Z", "2026-01-15T18:30:00.123+09:00"]) {
      expect(parseEvent({ ...base, time })).toMatchObject({
        ok: true,
        event: { timeMs: Date.UTC(2026, 0, 15, 9, 30, 0, 123) },
      });
    }
  });

  test.each([
    ["not an object", 7, "not_cloudevent"],
    ["no subject", { ...base, subject: undefined }, "not_cloudevent"],
    ["a day that no month has", { ...base, time: "2026-02-30T00:00:00Z" }, "not_cloudevent"],
    ["hour 24", { ...base, time: "2026-02-01T24:00:00Z" }, "not_cloudevent"],
    ["no offset", { ...base, time: "2026-02-01T00:00:00" }, "not_cloudevent"],
    [
      "a year that the store cannot hold",
      { ...base, time: "9999-01-01T00:00:00Z" },
      "not_cloudevent",
    ],
    ["year 1", { ...base, time: "0001-01-01T00:00:00Z" }, "not_cloudevent"],
    ["a lone surrogate in the id", { ...base, id: "\ud800" }, "not_cloudevent"],
    ["a type nobody knows", { ...base, type: "usage.feature_used.v9" }, "unknown_type"],
    ["a type named like a property of objects", { ...base, type: "constructor" }, "unknown_type"],
    [
      "a negative quantity",
      { ...base, data: { feature: "x", quantity: -1 } },
      "contract_violation",
    ],
    ["no data", { ...base, data: undefined }, "contract_violation"],
  ])("refuses %s", (_name, value, code) => {
    expect(parseEvent(value)).toMatchObject({ ok: false, code });
  });

  test("an nps of 11 is refused with the place", () => {
    const event = {
      ...exampleEvent("engagement.survey_answered.v1"),
      data: { kind: "nps", score: 11 },
    };
    expect(parseEvent(event)).toMatchObject({
      ok: false,
      code: "contract_violation",
      reason: "engagement.survey_answered.v1: data.score: expected a score from 0 to 10",
    });
  });

  test("never throws, whatever it is given", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(parseEvent(value).ok).toBe(false);
      }),
    );
    const mutated = fc.dictionary(fc.constantFrom(...Object.keys(base)), fc.anything(), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(mutated, (changes) => {
        expect(parseEvent({ ...base, ...changes }).ok).toBeTypeOf("boolean");
      }),
    );
  });
});
