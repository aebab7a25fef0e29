// Raw usage events expire; the facts that were made of them stay as they were, whatever comes afterwards.
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { validEvent } from "./event-fixture.ts";
import { factsAsOf } from "./facts-as-of.ts";
import { arrive, emptyTables, factsOf, openStore, settle } from "./facts-fixture.ts";
import type { FactsStore } from "./facts-store.ts";
import { markAll } from "./mark-all.ts";
import { expireRawUsage, readRetention } from "./usage-retention.ts";
import type { Expiry } from "./usage-retention.ts";

/** 10 July 2026; with three months, the first kept day is 1 April, which begins at 15:00 UTC the day before. */
const NOW_MS = Date.UTC(2026, 6, 10);
const DAY_MS = 86_400_000;
const NOTHING: Expiry = { keepFrom: null, monthsDropped: 0, monthsLeft: 0 };

let store: FactsStore;
beforeAll(async () => {
  store = await openStore(attachSharedEngines(inject("sharedEngines")));
});
beforeEach(() => emptyTables(store));
afterAll(async () => {
  await emptyTables(store);
  await store.tables.close();
});

const use = (subject: string, time: string, more: object = {}) => ({
  event: validEvent("usage.feature_used.v1", subject, time, { feature: "export", user: "7" }, more),
  knownAt: time,
});
const USE = [
  use("A", "2026-01-10T00:00:00Z"),
  use("A", "2026-02-10T00:00:00Z"),
  // Known long after it happened.
  { ...use("A", "2026-02-11T00:00:00Z"), knownAt: "2026-05-01T00:00:00Z" },
  use("user:9", "2026-02-12T00:00:00Z"),
  use("A", "2026-03-31T14:59:59Z"),
  use("A", "2026-03-31T15:00:00Z"),
  use("user:9", "2026-05-01T00:00:00Z"),
];

async function months(): Promise<number[]> {
  const rows = await store.tables.query<{ month: number }>(
    "SELECT DISTINCT toYYYYMM(time) AS month FROM mimamori.raw_usage_events ORDER BY month",
  );
  return rows.map(({ month }) => month);
}

async function settledThrough(ms: number): Promise<void> {
  const row = { settled_at: new Date(ms).toISOString(), facts_version: "1" };
  await store.tables.insertRows("mimamori.watermarks", ["settled_at", "facts_version"], [row]);
}

/** One run of the job a day, and everything settled by the next. */
async function daily(days: number, keptMonths: number | undefined): Promise<Expiry[]> {
  const results: Expiry[] = [];
  for (let day = 0; day < days; day++) {
    const nowMs = NOW_MS + day * DAY_MS;
    results.push(await expireRawUsage(store, { months: keptMonths, nowMs }));
    await settledThrough(nowMs + DAY_MS / 2);
  }
  return results;
}

async function usageDays(source = "mimamori.usage_days FINAL") {
  const facts = await factsOf(store, {
    source: (family) => (family === "usage_days" ? source : `mimamori.${family} FINAL`),
  });
  return (facts["usage_days"] ?? []).map((row) => ({
    ...(row as object),
    max_known_at: undefined,
  }));
}

test("without the setting nothing ever expires", async () => {
  await arrive(store, USE);
  await settle(store);
  expect(await daily(4, undefined)).toEqual([NOTHING, NOTHING, NOTHING, NOTHING]);
  expect(await months()).toEqual([202601, 202602, 202603, 202605]);
});

test("expires in steps, a day each: decided, frozen, dropped; a month that reaches over the first kept day stays", async () => {
  await arrive(store, USE);
  await settle(store);
  const before = await usageDays();
  expect(await daily(4, 3)).toEqual([
    { ...NOTHING, keepFrom: "2026-04-01" },
    NOTHING,
    { ...NOTHING, monthsDropped: 2 },
    NOTHING,
  ]);
  expect(await months()).toEqual([202603, 202605]);
  expect(await usageDays()).toEqual(before);
  expect(await readRetention(store)).toEqual([
    {
      keepFromMs: Date.UTC(2026, 2, 31, 15),
      inForceFromMs: NOW_MS + 600_000,
      isDropped: true,
    },
  ]);
});

test("nothing is frozen or dropped while facts have not come through", async () => {
  await arrive(store, USE);
  await settle(store);
  for (let day = 0; day < 4; day++)
    await expireRawUsage(store, { months: 3, nowMs: NOW_MS + day * DAY_MS });
  expect(await months()).toContain(202601);
});

test("frozen facts are never recomputed to emptiness: not by a new mark, a rebuild, nor a link that was found late", async () => {
  await arrive(store, USE);
  await settle(store);
  const before = await usageDays();
  await daily(4, 3);
  const linked = validEvent("account.user_linked.v1", "A", "2026-07-12T00:00:00Z", { user: "9" });
  await arrive(store, [{ event: linked, knownAt: "2026-07-12T00:00:00Z" }]);
  await markAll(store);
  await settle(store);
  const after = await usageDays();
  expect(after).toEqual(expect.arrayContaining(before));
  // What is still kept follows the link: 1 May was the user's, and is the account's now.
  expect(after).toHaveLength(before.length + 1);
  expect(after).toContainEqual(expect.objectContaining({ account: "A", day: "2026-05-01" }));
});

test("runs as of an earlier time read frozen days as they are", async () => {
  await arrive(store, USE);
  await settle(store);
  const before = await usageDays();
  await daily(4, 3);
  const facts = await factsAsOf(store, {
    runId: "after-expiry",
    asOf: new Date("2026-04-15T00:00:00Z"),
    accounts: "all",
  });
  const seen = await facts.read(() => usageDays(facts.source("usage_days")));
  await facts.drop();
  const known = before.filter((row) => (row as unknown as { day: string }).day <= "2026-04-15");
  expect(seen).toEqual(known);
});

test("a month in which something happened later than its sender's clock said stays, for its facts may be recomputed", async () => {
  const late = { occurredat: "2026-06-01T00:00:00Z", id: "a-slow-clock" };
  await arrive(store, [...USE, use("A", "2026-01-20T00:00:00Z", late)]);
  await settle(store);
  const results = await daily(4, 3);
  expect(results[2]).toEqual({ keepFrom: null, monthsDropped: 1, monthsLeft: 1 });
  expect(await months()).toEqual([202601, 202603, 202605]);
});
