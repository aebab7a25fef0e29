// Retention and backfill: a long history goes in, and reading the topics again from their beginning changes nothing of it.
import { exampleEvent } from "@mimamori/event-contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  admin,
  caughtUp,
  disconnect,
  eventually,
  produce,
  startEmpty,
  startWorker,
  tables,
} from "./worker-fixture.ts";

const YEARS = 10;
const DAYS = YEARS * 365;
const FIRST_DAY_MS = Date.UTC(2016, 0, 1);
const DAY_MS = 86_400_000;
const FACTS = ["usage_days", "engagement_days", "tickets", "invoices", "revenue", "profiles"];
const RAW = ["usage", "billing", "engagement", "account"].map((family) => `raw_${family}_events`);

const days = Array.from({ length: DAYS }, (_, index) => index);
const dayOf = (index: number): string => new Date(FIRST_DAY_MS + index * DAY_MS).toISOString();

function eventOf(type: Parameters<typeof exampleEvent>[0], index: number, data: object = {}) {
  const example = exampleEvent(type);
  const [id, time] = [`${type}-${index}`, dayOf(index)];
  const event = { ...example, id, time, knownat: time, data: { ...example.data, ...data } };
  return { subject: example.subject, value: JSON.stringify(event) };
}

/** An event for each day, a state of the subscription and an invoice for each month or so, and a bad record for each year. */
async function produceHistory(): Promise<void> {
  const months = days.filter((index) => index % 30 === 0);
  await produce(
    "usage.events",
    days.map((index) => eventOf("usage.feature_used.v1", index)),
  );
  await produce("billing.events", [
    ...months.map((index) => eventOf("billing.subscription_changed.v1", index)),
    ...months.map((index) =>
      eventOf("billing.invoice_changed.v1", index, { invoice_id: `i-${index}` }),
    ),
  ]);
  await produce("account.events", [eventOf("account.profile_changed.v1", 0)]);
  const years = days.filter((index) => index % 365 === 0);
  await produce(
    "engagement.events",
    years.map((index) => ({ subject: "a", value: `{"bad": ${index}` })),
  );
}

/** Until everything that is there now is in raw rows and facts. */
async function settled(): Promise<void> {
  await caughtUp();
  const caughtUpAt = Date.now();
  await eventually(async () => Date.parse(await watermark()) > caughtUpAt);
}

async function watermark(): Promise<string> {
  const [row] = await tables.query<{ at: string }>(
    "SELECT max(settled_at) AS at FROM mimamori.watermarks",
  );
  return row?.at ?? "";
}

const allOf = (table: string, columns = "*") =>
  tables.query(`SELECT ${columns} FROM mimamori.${table} FINAL ORDER BY ALL`);

/** Rows, facts, dead letters and progress, but for what says when they were written. */
async function everything(): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {
    dead_letters: await allOf("dead_letters", "* EXCEPT (refused_at)"),
    partition_progress: await allOf("partition_progress", "topic, partition, next_offset"),
  };
  for (const table of RAW) found[table] = await allOf(table);
  for (const table of FACTS) found[table] = await allOf(table, "* EXCEPT (version)");
  return found;
}

let worker: ReturnType<typeof startWorker>;

beforeAll(async () => {
  await startEmpty();
  await produceHistory();
  worker = startWorker();
  await worker.ready;
  await settled();
});
afterAll(async () => {
  await worker.end("SIGKILL");
  await disconnect();
});

test("a history of ten years goes in, with a fact for each of its days", async () => {
  const [found] = await tables.query(
    `SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(toYYYYMM(time))) AS months
     FROM mimamori.raw_usage_events FINAL`,
  );
  expect(found).toEqual({ rows: DAYS, months: YEARS * 12 });
  const [facts] = await tables.query(
    "SELECT toUInt32(count()) AS days, toUInt32(sum(events)) AS events FROM mimamori.usage_days FINAL",
  );
  expect(facts).toEqual({ days: DAYS, events: DAYS });
});

test("topics that are read again from their beginning change no row, no fact, no dead letter and no progress", async () => {
  const [before, settledBefore] = [await everything(), await watermark()];
  expect(before["dead_letters"]).toHaveLength(YEARS);
  expect(await worker.end("SIGTERM")).toBe(0);
  await admin.forgetGroup("kafka-to-clickhouse");
  worker = startWorker();
  await worker.ready;
  await settled();
  expect(await everything()).toEqual(before);
  expect(Date.parse(await watermark())).toBeGreaterThanOrEqual(Date.parse(settledBefore));
});
