// PostHog's captures become our events; what identifies them does not differ between retries.
import fc from "fast-check";
import { parseEvent } from "@mimamori/event-contracts";
import { describe, expect, test } from "vitest";
import { MAPPING } from "../mapping-fixture.ts";
import type { Mapped, SourceEvent } from "../source-event.ts";
import { mapPosthogCapture } from "./map-capture.ts";
import { capturesOf } from "./posthog-captures.ts";

const RECEIVED = Date.UTC(2026, 10, 22, 12);
const sender = { source: "posthog", receivedAtMs: RECEIVED, mapping: MAPPING };
const base = { distinct_id: "ann", uuid: "u-1", timestamp: "2026-11-22T11:00:00.000Z" };

function map(fields: object): Mapped {
  return mapPosthogCapture(capturesOf({ ...base, ...fields })[0]!, sender).mapped;
}

function only(result: Mapped): SourceEvent {
  if (result.outcome !== "events") throw new Error(JSON.stringify(result));
  for (const event of result.events) expect(parseEvent(event)).toMatchObject({ ok: true });
  return result.events[0]!;
}

test("a capture is usage of the account that $groups names, else of the user", () => {
  const properties = { $groups: { company: "acme", project: "p-1" } };
  expect(only(map({ event: "Report Created", properties }))).toEqual({
    specversion: "1.0",
    id: "u-1",
    source: "posthog",
    type: "usage.feature_used.v1",
    subject: "acme",
    time: "2026-11-22T11:00:00.000Z",
    data: { feature: "reports", user: "ann" },
  });
  expect(only(map({ event: "Report Created" })).subject).toBe("user:ann");
});

test("$groupidentify of the company's group type is a partial profile; other types are no accounts", () => {
  const set = { $group_key: "acme", $group_set: { name: "Acme", industry: "Paper" } };
  const own = map({ event: "$groupidentify", properties: { $group_type: "company", ...set } });
  expect(only(own)).toMatchObject({
    type: "account.profile_changed.v1",
    subject: "acme",
    data: { name: "Acme", industry: "Paper", partial: true },
  });
  const other = map({ event: "$groupidentify", properties: { $group_type: "project", ...set } });
  expect(other.outcome).toBe("ignored");
});

test("$identify and $set are the contact", () => {
  const event = only(map({ event: "$identify", $set: { name: "Ann" } }));
  expect(event).toMatchObject({ subject: "user:ann", data: { contact_id: "ann", name: "Ann" } });
});

describe("PostHog's own events", () => {
  test.each(["$autocapture", "$feature_flag_called", "$pageleave", "$create_alias", "$screen"])(
    "%s is ignored",
    (event) => {
      expect(map({ event }).outcome).toBe("ignored");
    },
  );

  test("a page view follows the rule of pages", () => {
    expect(only(map({ event: "$pageview" })).data).toMatchObject({ feature: "page_viewed" });
  });
});

test("a retry is the same event: sent_at corrects the clock and does not identify", () => {
  const attempt = (sentAt: string) =>
    only(
      mapPosthogCapture(
        capturesOf({ batch: [{ ...base, uuid: undefined, event: "x" }], sent_at: sentAt })[0]!,
        sender,
      ).mapped,
    );
  const first = attempt("2026-11-22T12:30:00Z");
  const second = attempt("2026-11-22T12:40:00Z");
  expect(first.occurredat).not.toBe(second.occurredat);
  expect([first.id, first.time]).toEqual([second.id, second.time]);
});

test.each([
  [{}, /event: expected/],
  [{ event: "x", distinct_id: "" }, /distinct_id: expected/],
  [{ event: "x", timestamp: 5 }, /timestamp: expected/],
])("%o is refused with a reason", (fields, reason) => {
  expect(map(fields)).toMatchObject({
    outcome: "refused",
    reason: expect.stringMatching(reason),
  });
});

test("whatever JSON is sent, it is mapped to valid events, ignored or refused, and never throws", () => {
  const key = fc.constantFrom("event", "distinct_id", "properties", "timestamp", "uuid", "$set");
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue({ maxDepth: 3 })), (fields) => {
      const result = map({ event: "$identify", ...fields });
      if (result.outcome === "events") only(result);
    }),
  );
});
