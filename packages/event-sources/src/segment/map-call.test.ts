// Segment's calls become our events; what identifies them does not differ between retries.
import fc from "fast-check";
import { parseEvent } from "@mimamori/event-contracts";
import { describe, expect, test } from "vitest";
import { MAPPING } from "../mapping-fixture.ts";
import type { Mapped, SourceEvent } from "../source-event.ts";
import { mapSegmentCall } from "./map-call.ts";
import { callsOfBatch, SEGMENT_METHODS, singleCall } from "./segment-calls.ts";
import type { SegmentMethod } from "./segment-calls.ts";

const RECEIVED = Date.UTC(2026, 10, 22, 12);
const sender = { source: "app", receivedAtMs: RECEIVED, mapping: MAPPING };
const base = { userId: "ann", messageId: "m-1", timestamp: "2026-11-22T11:00:00.000Z" };

function map(method: SegmentMethod, fields: object, receivedAtMs = RECEIVED): Mapped {
  return mapSegmentCall(singleCall({ ...base, ...fields }, method), { ...sender, receivedAtMs })
    .mapped;
}

function eventsOf(result: Mapped): readonly SourceEvent[] {
  if (result.outcome !== "events") throw new Error(JSON.stringify(result));
  for (const event of result.events) expect(parseEvent(event)).toMatchObject({ ok: true });
  return result.events;
}

const only = (result: Mapped): SourceEvent => eventsOf(result)[0]!;

describe("track", () => {
  test("is the feature that the company says, of the account that the context names", () => {
    const result = map("track", { event: "Report Created", context: { groupId: "acme" } });
    expect(eventsOf(result)).toEqual([
      {
        specversion: "1.0",
        id: "m-1",
        source: "app",
        type: "usage.feature_used.v1",
        subject: "acme",
        time: "2026-11-22T11:00:00.000Z",
        data: { feature: "reports", user: "ann" },
      },
    ]);
  });

  test("without an account it is the user's, to be attributed when the link is known", () => {
    expect(only(map("track", { event: "Report Created" })).subject).toBe("user:ann");
    const byProperty = map("track", { event: "Report Created", properties: { account_id: 42 } });
    expect(only(byProperty).subject).toBe("42");
  });

  test.each([
    ["Rows Imported", { rows: 120 }, { feature: "imports", user: "ann", quantity: 120 }],
    ["Rows Imported", {}, { feature: "imports", user: "ann" }],
    ["Onboarding Finished", {}, { milestone: "onboarded", user: "ann" }],
    ["Signed In", {}, { user: "ann" }],
    ["Something Else", {}, { feature: "Something Else", user: "ann" }],
    ["toString", {}, { feature: "toString", user: "ann" }],
  ])("%s with %o", (event, properties, data) => {
    expect(only(map("track", { event, properties })).data).toEqual(data);
  });

  test("B2B membership events link and unlink the user that they are about", () => {
    const fields = { properties: { userId: "bob" }, context: { groupId: "acme" } };
    const added = only(map("track", { event: "Account Added User", ...fields }));
    expect(added).toMatchObject({
      type: "account.user_linked.v1",
      subject: "acme",
      data: { user: "bob" },
    });
    const removed = only(map("track", { event: "Account Removed User", ...fields }));
    expect(removed).toMatchObject({ type: "account.user_unlinked.v1", data: { user: "bob" } });
  });

  test("what the company ignores is ignored, and is no mistake", () => {
    expect(map("track", { event: "Experiment Viewed" }).outcome).toBe("ignored");
    expect(map("screen", { name: "Home" }).outcome).toBe("ignored");
    expect(map("alias", { previousId: "anon" }).outcome).toBe("ignored");
  });
});

test("group: the traits are a partial profile of the account, and the user is linked to it", () => {
  const traits = {
    name: "Initech",
    website: "https://www.Initech.com/about",
    industry: "Technology",
    employees: 420,
    plan: "enterprise",
    createdAt: "2024-03-01",
    address: { country: "us" },
  };
  const [profile, link] = eventsOf(map("group", { groupId: "acme", traits }));
  expect(profile).toMatchObject({
    id: "m-1",
    type: "account.profile_changed.v1",
    subject: "acme",
    data: {
      name: "Initech",
      domain: "initech.com",
      industry: "Technology",
      country: "US",
      employees: 420,
      plan: "enterprise",
      signed_up_at: "2024-03-01T00:00:00.000Z",
      partial: true,
    },
  });
  expect(link).toMatchObject({
    id: "m-1/link",
    type: "account.user_linked.v1",
    subject: "acme",
    data: { user: "ann" },
  });
  expect(eventsOf(map("group", { groupId: "acme" }))).toHaveLength(1);
});

test("identify: the contact, and the company that the traits name", () => {
  const traits = {
    firstName: "Ann",
    lastName: "Oe",
    title: "CTO",
    company: { id: "acme", name: "Acme" },
  };
  const events = eventsOf(map("identify", { traits }));
  expect(events.map(({ id, type, subject }) => [id, type, subject])).toEqual([
    ["m-1", "account.contact_changed.v1", "user:ann"],
    ["m-1/profile", "account.profile_changed.v1", "acme"],
    ["m-1/link", "account.user_linked.v1", "acme"],
  ]);
  expect(events[0]?.data).toEqual({ contact_id: "ann", name: "Ann Oe", role: "CTO" });
});

describe("time", () => {
  test("a clock that is an hour fast is corrected beside the time as sent", () => {
    const event = only(
      map("track", {
        event: "Report Created",
        timestamp: "2026-11-22T12:50:00.000Z",
        sentAt: "2026-11-22T13:00:00.000Z",
      }),
    );
    expect(event.time).toBe("2026-11-22T12:50:00.000Z");
    expect(event.occurredat).toBe("2026-11-22T11:50:00.000Z");
  });

  test("nothing happens after it has arrived, whatever the sender's clock says", () => {
    const future = only(map("track", { event: "x", timestamp: "2026-11-22T20:00:00Z" }));
    expect(future.occurredat).toBe("2026-11-22T12:00:00.000Z");
    const spoofed = map("track", { event: "x", sentAt: "2026-01-01T00:00:00Z" });
    expect(only(spoofed).occurredat).toBe("2026-11-22T12:00:00.000Z");
  });

  test("RudderStack's originalTimestamp counts; without any, the arrival does", () => {
    const { timestamp: _timestamp, ...without } = base;
    const call = (fields: object) => singleCall({ ...without, event: "x", ...fields }, "track");
    const rudder = mapSegmentCall(
      call({ originalTimestamp: "2026-11-22T10:00:00Z" }),
      sender,
    ).mapped;
    expect(only(rudder).time).toBe("2026-11-22T10:00:00.000Z");
    expect(only(mapSegmentCall(call({}), sender).mapped).time).toBe("2026-11-22T12:00:00.000Z");
  });

  test("a retry, whenever it is sent and received, is the same event and would be the same dead letter", () => {
    const messageId = fc.option(fc.constant("m-7"), { nil: undefined });
    const latency = fc.integer({ min: 0, max: 86_400_000 });
    fc.assert(
      fc.property(messageId, latency, latency, (id, first, second) => {
        const attempt = (delayMs: number) => {
          const sentAt = new Date(RECEIVED + delayMs).toISOString();
          const item = { type: "track", event: "x", userId: "ann", timestamp: base.timestamp };
          const batch = [id === undefined ? item : { ...item, messageId: id }];
          const [call] = callsOfBatch({ batch, sentAt, writeKey: "k" })!;
          return mapSegmentCall(call!, { ...sender, receivedAtMs: RECEIVED + delayMs + 5 });
        };
        const identity = (delayMs: number) => {
          const { original, mapped } = attempt(delayMs);
          const { subject, time, source, id: eventId } = only(mapped);
          return [original, subject, time, source, eventId];
        };
        expect(identity(first)).toEqual(identity(second));
      }),
    );
  });
});

describe("a batch", () => {
  test("lends its context to its calls, whose own comes first", () => {
    const calls = callsOfBatch({
      context: { groupId: "acme", locale: "ja" },
      batch: [
        { ...base, type: "track", event: "x" },
        { ...base, type: "track", event: "x", context: { groupId: "other" } },
      ],
    })!;
    expect(calls.map((call) => only(mapSegmentCall(call, sender).mapped).subject)).toEqual([
      "acme",
      "other",
    ]);
  });
});

test("what is kept of a refused call can be sent again as a batch of its own, and means the same", () => {
  const context = { groupId: "acme" };
  const [call] = callsOfBatch({
    batch: [{ ...base, type: "track", event: "x" }],
    context,
    sentAt: base.timestamp,
  })!;
  const alone = singleCall({ ...base, event: "x", context, writeKey: "k" }, "track");
  for (const each of [call!, alone]) {
    const [again] = callsOfBatch({ batch: [JSON.parse(each.original) as unknown] })!;
    const { mapped } = mapSegmentCall(again!, sender);
    expect(only(mapped)).toMatchObject({ id: "m-1", subject: "acme", data: { feature: "x" } });
    expect(each.original).not.toContain("writeKey");
  }
});

describe("refused with a reason", () => {
  test.each([
    ["track", { userId: undefined }, /userId or anonymousId/],
    ["track", {}, /event: expected/],
    ["track", { event: "x", timestamp: "yesterday" }, /timestamp: expected ISO 8601/],
    ["track", { event: "x".repeat(40_000) }, /at most 32768/],
    ["track", { event: "Rows Imported", properties: { rows: -1 } }, /0 or more/],
    ["track", { event: "Account Added User" }, /names no account/],
    ["group", {}, /groupId: expected/],
  ] as const)("%s %o", (method, fields, reason) => {
    expect(map(method, fields)).toMatchObject({
      outcome: "refused",
      reason: expect.stringMatching(reason),
    });
  });

  test("a call of no known type, and one that is no object", () => {
    const [unknown, text] = callsOfBatch({ batch: [{ ...base, type: "scroll" }, "hello"] })!;
    expect(mapSegmentCall(unknown!, sender).mapped).toMatchObject({ code: "unknown_type" });
    expect(mapSegmentCall(text!, sender).mapped.outcome).toBe("refused");
  });
});

test("whatever JSON is sent, it is mapped to valid events, ignored or refused, and never throws", () => {
  const method = fc.constantFrom(...SEGMENT_METHODS);
  const key = fc.constantFrom(
    "type",
    "userId",
    "event",
    "traits",
    "groupId",
    "timestamp",
    "sentAt",
    "context",
    "messageId",
  );
  fc.assert(
    fc.property(method, fc.dictionary(key, fc.jsonValue({ maxDepth: 3 })), (type, fields) => {
      const { mapped } = mapSegmentCall(singleCall({ ...base, ...fields }, type), sender);
      if (mapped.outcome === "events") eventsOf(mapped);
    }),
  );
});
