import { exampleEvent } from "@mimamori/event-contracts";
import type { IncomingRecord } from "@mimamori/kafka-stream";
import { describe, expect, it } from "vitest";
import { decodeRecord, MOST_RECORD_BYTES } from "./decode.ts";

const HISTORY_STARTS = Date.parse("2020-01-01T00:00:00Z");
const APPENDED = Date.parse("2026-02-01T00:00:00Z");
const good = exampleEvent("usage.feature_used.v1");

function recordOf(value: Buffer | string | null): IncomingRecord {
  return {
    offset: 7n,
    key: null,
    value: typeof value === "string" ? Buffer.from(value) : value,
    appendedAtMs: APPENDED,
    headers: new Map(),
  };
}

const decode = (value: Buffer | string | null) =>
  decodeRecord(recordOf(value), "usage.events", HISTORY_STARTS);
const decodeEvent = (changes: Record<string, unknown>) =>
  decode(JSON.stringify({ ...good, ...changes }));

describe("decodeRecord", () => {
  it("takes a valid event, known when the broker appended it", () => {
    expect(decodeEvent({})).toMatchObject({
      knownAtMs: APPENDED,
      event: { id: good.id, topic: "usage.events", timeMs: Date.parse(good.time) },
    });
  });

  it("takes the extension knownat for the time when it became known", () => {
    const knownat = "2026-01-20T00:00:00.000Z";
    expect(decodeEvent({ knownat })).toMatchObject({ knownAtMs: Date.parse(knownat) });
  });

  it.each([
    ["nothing", null],
    ["half of a JSON text", JSON.stringify(good).slice(0, 20)],
    ["an empty text", ""],
    ["bytes that are not UTF-8", Buffer.from([0x22, 0xff, 0x22])],
  ])("refuses %s as not_json", (_, value) => {
    expect(decode(value)).toMatchObject({ code: "not_json" });
  });

  it("refuses bytes that are not UTF-8 instead of storing what nobody sent", () => {
    const bytes = Buffer.from(JSON.stringify(good).replace("report.created", "report.X"));
    bytes[bytes.indexOf("report.X") + 7] = 0xff;
    expect(decode(bytes)).toMatchObject({ code: "not_json", reason: "the record is not UTF-8" });
  });

  it("refuses more than a mebibyte as oversize, and takes just that", () => {
    const padded = (length: number) => JSON.stringify(good).padEnd(length);
    expect(decode(padded(MOST_RECORD_BYTES))).not.toHaveProperty("code");
    expect(decode(padded(MOST_RECORD_BYTES + 1))).toMatchObject({ code: "oversize" });
  });

  it("says what the contracts say about what they refuse", () => {
    expect(decode("[]")).toMatchObject({ code: "not_cloudevent" });
    expect(decodeEvent({ type: "usage.nothing.v1" })).toMatchObject({ code: "unknown_type" });
    expect(decodeEvent({ data: { feature: 7 } })).toMatchObject({ code: "contract_violation" });
  });

  it("refuses an event of another topic, and says where it belongs", () => {
    expect(decode(JSON.stringify(exampleEvent("account.user_linked.v1")))).toEqual({
      code: "wrong_topic",
      reason: "account.user_linked.v1 belongs to the topic account.events",
    });
  });

  it("takes an event at the very start of the history and refuses one a millisecond earlier", () => {
    expect(decodeEvent({ time: "2020-01-01T00:00:00.000Z" })).not.toHaveProperty("code");
    const early = { code: "time_before_history" };
    expect(decodeEvent({ time: "2019-12-31T23:59:59.999Z" })).toMatchObject(early);
    expect(decodeEvent({ occurredat: "2019-12-31T23:59:59.999Z" })).toMatchObject(early);
  });

  it("takes an event up to a day after it became known and refuses it later", () => {
    expect(decodeEvent({ time: "2026-02-02T00:00:00.000Z" })).not.toHaveProperty("code");
    const late = { code: "time_in_future" };
    expect(decodeEvent({ time: "2026-02-02T00:00:00.001Z" })).toMatchObject(late);
    expect(decodeEvent({ occurredat: "2026-02-02T00:00:00.001Z" })).toMatchObject(late);
    expect(decodeEvent({ knownat: "2026-01-01T00:00:00Z" })).toMatchObject(late);
  });

  it("refuses an event that claims to have been known before it arrived", () => {
    const knownat = new Date(APPENDED + 1).toISOString();
    expect(decodeEvent({ knownat })).toMatchObject({ code: "known_at_in_future" });
  });
});
