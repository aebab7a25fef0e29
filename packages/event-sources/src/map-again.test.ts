// What a dead letter keeps is enough: mapped again, it is the same events that the message would have been.
import { describe, expect, test } from "vitest";
import { mapAgain } from "./map-again.ts";
import { MAPPING } from "./mapping-fixture.ts";
import { mapPosthogCapture } from "./posthog/map-capture.ts";
import { capturesOf } from "./posthog/posthog-captures.ts";
import { mapSegmentCall } from "./segment/map-call.ts";
import { callsOfBatch, singleCall } from "./segment/segment-calls.ts";
import type { MappedMessage } from "./source-event.ts";
import { WEBHOOKS } from "./webhooks.ts";

const TIME = "2026-11-22T11:00:00.000Z";
const context = { source: "app", receivedAtMs: Date.UTC(2026, 10, 22, 12), mapping: MAPPING };
const track = { event: "Report Created", userId: "ann", messageId: "m-1", timestamp: TIME };
const capture = {
  event: "Report Created",
  distinct_id: "ann",
  uuid: "0190-1",
  timestamp: TIME,
  properties: { $groups: { company: "acme" } },
};
const creditNote = {
  id: "evt_1",
  object: "event",
  type: "credit_note.created",
  created: 1_795_000_000,
  data: {
    object: { id: "cn_1", object: "credit_note", customer: "cus_1", currency: "usd", total: 9 },
  },
};
const answer = {
  score: 9,
  メールアドレス: "ann@example.com",
  回答日時: "2026-11-22 10:00",
  id: "r-1",
};

const FIRST: Readonly<Record<string, readonly MappedMessage[]>> = {
  segment: [
    ...callsOfBatch({
      batch: [{ ...track, type: "track" }],
      context: { groupId: "acme" },
    })!,
    singleCall({ ...track, writeKey: "k" }, "track"),
    singleCall({ ...track, messageId: undefined }, "track"),
  ].map((call) => mapSegmentCall(call, context)),
  posthog: capturesOf({ batch: [capture], api_key: "k" }).map((each) =>
    mapPosthogCapture(each, context),
  ),
  stripe: WEBHOOKS.stripe.mapBody(creditNote, context),
  formrun: WEBHOOKS.formrun.mapBody(answer, context),
};

describe("mapAgain", () => {
  test.each(Object.entries(FIRST))("%s: the kept message is the same events", (format, first) => {
    for (const { original, mapped } of first) {
      expect(mapped).toMatchObject({ outcome: "events" });
      expect(mapAgain(format, JSON.parse(original), context)).toEqual([{ original, mapped }]);
    }
  });

  test("a batch of Segment's that was refused whole is taken apart", () => {
    const batch = [{ ...track, type: "track" }, { type: "track" }];
    const outcomes = mapAgain("segment", { batch }, context)?.map(({ mapped }) => mapped.outcome);
    expect(outcomes).toEqual(["events", "refused"]);
  });

  test("a format that nobody speaks is none", () => {
    expect(mapAgain("cloudevents", {}, context)).toBeUndefined();
    expect(mapAgain("toString", {}, context)).toBeUndefined();
  });
});
