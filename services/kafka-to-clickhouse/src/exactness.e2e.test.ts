// The promise of the whole ingest: whatever is sent twice, late, out of order or broken, and however often the worker is
// killed, ClickHouse ends with exactly what was sent, and with the facts of one clean run.
import { setTimeout as delay } from "node:timers/promises";
import { startTestInstallation } from "@mimamori/command-line/testing";
import type { TestInstallation } from "@mimamori/command-line/testing";
import { connectAdmin, connectProducer } from "@mimamori/kafka-stream";
import { EVENT_TOPICS } from "@mimamori/event-contracts";
import {
  connectKafkaSink,
  digestSql,
  IDENTITY_DIGEST_SQL,
  keyOfDelivery,
  runSimulation,
  topicOfDelivery,
} from "@mimamori/simulator";
import type { Delivery, Ledger, Sink } from "@mimamori/simulator";
import { afterAll, beforeAll, expect, test } from "vitest";

const WORKER = "kafka-to-clickhouse";
const KILLS = 3;
const simulation = { seed: 7, accounts: 60, months: 5, untilMs: Date.UTC(2026, 9, 1) };

const FACTS = [
  "usage_days",
  "engagement_days",
  "tickets",
  "invoices",
  "revenue",
  "profiles",
  "goals",
  "contacts",
];

let killed: TestInstallation;
let clean: TestInstallation;
let ledger: Ledger;
const sent: Delivery[] = [];

async function rows<T>(installation: TestInstallation, sql: string): Promise<T[]> {
  return installation.tables.query<T>(sql);
}

/** Until the group has committed everything and the settled watermark says that the facts have it too. */
async function settle(installation: TestInstallation, sentBeforeMs: number): Promise<void> {
  const admin = await connectAdmin(installation.kafka);
  try {
    for (;;) {
      const lags = await admin.readGroupLag(WORKER, [...EVENT_TOPICS, "dead-letters"]);
      const [watermark] = await rows<{ settled: string }>(
        installation,
        "SELECT toUnixTimestamp64Milli(max(settled_at)) AS settled FROM mimamori.watermarks",
      );
      const caughtUp = lags.every(({ lag }) => lag === 0n);
      if (caughtUp && Number(watermark?.settled ?? 0) > sentBeforeMs) return;
      await delay(500);
    }
  } finally {
    await admin.disconnect();
  }
}

/** The facts as text, sorted, without the two columns that say when a row was computed. */
async function factsOf(installation: TestInstallation, table: string): Promise<string[]> {
  const facts = await rows<object>(
    installation,
    `SELECT * EXCEPT (version) FROM mimamori.${table} FINAL ORDER BY ALL`,
  );
  return facts.map((row) => JSON.stringify(row));
}

/** Sends slowly enough that every kill falls into the middle of the stream. */
function unhurried(sink: Sink, pauseMs: number): Sink {
  return {
    ...sink,
    async send(batch) {
      await sink.send(batch);
      await delay(pauseMs);
    },
  };
}

async function killInMidStream(installation: TestInstallation): Promise<void> {
  const countRows = async (): Promise<string | undefined> => {
    const sql = "SELECT count() AS n FROM mimamori.raw_usage_events";
    return (await rows<{ n: string }>(installation, sql))[0]?.n;
  };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = await countRows();
    for (let waitedMs = 0; waitedMs < 30_000 && (await countRows()) === before; waitedMs += 50) {
      await delay(50);
    }
    await installation.kill(WORKER);
    await installation.start(WORKER);
  }
}

beforeAll(async () => {
  [killed, clean] = await Promise.all([startTestInstallation(), startTestInstallation()]);
  await killed.start(WORKER);
  const sink = unhurried(await connectKafkaSink(killed.kafka.brokers, killed.kafka.log), 400);
  [ledger] = await Promise.all([
    runSimulation({ options: simulation, sink, onSent: (delivery) => sent.push(delivery) }),
    killInMidStream(killed),
  ]);
  await sink.close();

  await clean.start(WORKER);
  const producer = await connectProducer(clean.kafka);
  const events = sent.filter((delivery) => delivery.kind === "event");
  for (const topic of EVENT_TOPICS) {
    const records = events
      .filter((delivery) => topicOfDelivery(delivery) === topic)
      .map((delivery) => ({ key: keyOfDelivery(delivery), value: delivery.value }));
    await producer.send(topic, records);
  }
  await producer.disconnect();
  const sentBeforeMs = Date.now();
  await Promise.all([settle(killed, sentBeforeMs), settle(clean, sentBeforeMs)]);
}, 240_000);

afterAll(async () => {
  await Promise.all([killed, clean].map((installation) => installation.remove()));
}, 60_000);

test("the stream held what it should: duplicates, disorder, bad events, and enough of each", () => {
  expect(ledger.duplicatesSent).toBeGreaterThan(100);
  expect(ledger.badSent).toBeGreaterThan(20);
  const times = sent.flatMap((delivery) =>
    delivery.kind === "event" ? [delivery.event.timeMs] : [],
  );
  expect(times.some((time, index) => index > 0 && time < (times[index - 1] ?? 0))).toBe(true);
});

test.each(EVENT_TOPICS)("of %s nothing is lost and nothing is extra", async (topic) => {
  const family = topic.split(".")[0];
  const [found] = await rows<{ count: string; digest: string }>(
    killed,
    `SELECT toString(count()) AS count, toString(${IDENTITY_DIGEST_SQL}) AS digest
     FROM mimamori.raw_${family}_events FINAL`,
  );
  const { count, digest } = ledger.topics[topic];
  expect(found).toEqual({ count: String(count), digest: String(digest) });
});

test("dead letters are exactly the bad events, each with its code and its original bytes", async () => {
  const found = await rows<{ code: string; count: string; digest: string }>(
    killed,
    `SELECT code, toString(count()) AS count, toString(${digestSql("original")}) AS digest
     FROM mimamori.dead_letters FINAL GROUP BY code ORDER BY code`,
  );
  const expected = Object.entries(ledger.bad)
    .filter(([, { count }]) => count > 0)
    .map(([code, { count, digest }]) => ({ code, count: String(count), digest: String(digest) }));
  expect(found).toEqual(expected.toSorted((a, b) => (a.code < b.code ? -1 : 1)));
});

test.each(FACTS)("%s equals the facts of one clean run, row by row", async (table) => {
  const [ofKilled, ofClean] = await Promise.all([factsOf(killed, table), factsOf(clean, table)]);
  expect(ofClean.length).toBeGreaterThan(0);
  expect(ofKilled).toEqual(ofClean);
});
