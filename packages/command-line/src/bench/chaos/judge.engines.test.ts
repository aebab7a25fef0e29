// A judge that never finds anything would be no judge.
import { connectClickhouse } from "@mimamori/clickhouse-tables";
import { EVENT_TOPICS } from "@mimamori/event-contracts";
import { CHECKOUT } from "@mimamori/local-engines";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { migrateEverything } from "../../migration.ts";
import { compareDeadLetters, compareEvents, countWrongUsage } from "./judge.ts";
import { type AcknowledgedEvent, openLedger } from "./ledger.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const tables = connectClickhouse({
  url: engines.clickhouseUrl,
  user: engines.clickhouseUser,
  password: engines.clickhousePassword,
});
const RAW = EVENT_TOPICS.map((topic) => `raw_${topic.replace(".", "_")}`);
const FILLED = [...RAW, "dead_letters", "usage_days"];
const TIME = "2026-01-31T09:00:00.000Z";
const DATA = { user: "u" };

const empty = async (): Promise<void> => {
  for (const table of FILLED) await tables.command(`TRUNCATE TABLE mimamori.${table} SYNC`);
};

function session(id: string): AcknowledgedEvent {
  const [type, source, subject] = ["usage.session_started.v1", "test", "a"];
  const value = JSON.stringify({
    specversion: "1.0",
    id,
    source,
    type,
    subject,
    time: TIME,
    data: DATA,
  });
  return { topic: "usage.events", subject, timeMs: Date.parse(TIME), source, id, value };
}

async function insertRaw(id: string, data: object): Promise<void> {
  const { subject, source } = session(id);
  const row = {
    subject,
    time: TIME,
    source,
    id,
    type: "usage.session_started.v1",
    data: JSON.stringify(data),
  };
  await tables.insertRows(
    "mimamori.raw_usage_events",
    ["subject", "time", "source", "id", "type", "data"],
    [row],
  );
}

beforeAll(async () => {
  await migrateEverything(engines, CHECKOUT, () => undefined);
  await empty();
});
afterAll(async () => {
  await empty();
  await tables.close();
});

test("a missing event, one that nobody sent and one that says something else are found", async () => {
  const ledger = openLedger();
  ledger.noteEvents(["right", "missing", "changed"].map(session));
  await insertRaw("right", DATA);
  expect(await compareEvents(tables, ledger)).toEqual({ lost: 2, extra: 0 });
  await insertRaw("nobody sent it", DATA);
  await insertRaw("changed", { user: "somebody else" });
  expect(await compareEvents(tables, ledger)).toEqual({ lost: 2, extra: 2 });
});

test("a bad record without a dead letter and a letter without a record are found", async () => {
  const ledger = openLedger();
  ledger.note([
    { kind: "bad", sendAtMs: 0, topic: "usage.events", key: "a", value: "{", code: "not_json" },
  ]);
  expect(await compareDeadLetters(tables, ledger)).toEqual({ lost: 1, extra: 0 });
  const letter = { id: "x", code: "not_json", refused_at: TIME, original: "another" };
  await tables.insertRows(
    "mimamori.dead_letters",
    ["id", "code", "refused_at", "original"],
    [letter],
  );
  expect(await compareDeadLetters(tables, ledger)).toEqual({ lost: 1, extra: 1 });
});

test("a day that is missing and one with a wrong number are found", async () => {
  const ledger = openLedger();
  ledger.noteEvents([session("1"), session("2")]);
  expect(await countWrongUsage(tables, ledger, "Asia/Tokyo")).toBe(1);
  const day = {
    account: "a",
    day: "2026-01-31",
    events: 2,
    sessions: 2,
    users: ["1"],
    version: "1",
  };
  const columns = ["account", "day", "events", "sessions", "users", "version"] as const;
  await tables.insertRows("mimamori.usage_days", columns, [day]);
  expect(await countWrongUsage(tables, ledger, "Asia/Tokyo")).toBe(0);
  await tables.insertRows("mimamori.usage_days", columns, [{ ...day, events: 3, version: "2" }]);
  expect(await countWrongUsage(tables, ledger, "Asia/Tokyo")).toBe(1);
});
