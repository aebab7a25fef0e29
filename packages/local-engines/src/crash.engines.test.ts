/** What an engine has acknowledged, it has after kill -9 and a restart. Engines of its own, on a disk. */
import { ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { Redis } from "ioredis";
import { Kafka, logLevel } from "kafkajs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTestEngines, type TestEngines } from "./testing.ts";

const ROWS = 5000;
let engines: TestEngines;

const connectClickHouse = () =>
  createClient({
    url: engines.clickhouseUrl,
    username: engines.clickhouseUser,
    password: engines.clickhousePassword,
    log: { level: ClickHouseLogLevel.OFF },
  });

beforeAll(async () => {
  engines = await startTestEngines("disk");
});
afterAll(() => engines.stop());

test("every insert that ClickHouse acknowledges is synced to the disk", async () => {
  const client = connectClickHouse();
  const result = await client.query({
    query:
      "SELECT name, value FROM system.merge_tree_settings WHERE name IN ('fsync_after_insert', 'fsync_part_directory') ORDER BY name",
    format: "TabSeparated",
  });
  expect(await result.text()).toBe("fsync_after_insert\t1\nfsync_part_directory\t1\n");
  await client.close();
});

test("an insert that ClickHouse acknowledged is there after kill -9", async () => {
  const client = connectClickHouse();
  await client.command({ query: "CREATE DATABASE IF NOT EXISTS mimamori ENGINE = Atomic" });
  await client.command({
    query: "CREATE TABLE mimamori.crash (n UInt32, s String) ENGINE = MergeTree ORDER BY n",
  });
  let acknowledged = 0;
  const crash = new AbortController();
  const writer = (async () => {
    try {
      for (let batch = 0; !crash.signal.aborted; batch++) {
        const values = Array.from({ length: ROWS }, (_, i) => ({
          n: batch * ROWS + i,
          s: `row ${i}`,
        }));
        await client.insert({ table: "mimamori.crash", values, format: "JSONEachRow" });
        acknowledged += ROWS;
      }
    } catch {
      // The insert that the crash interrupted was not acknowledged.
    }
  })();
  while (acknowledged < 5 * ROWS) await new Promise((resolve) => setTimeout(resolve, 5));
  await engines.clickhouse.kill();
  crash.abort();
  await writer;
  await engines.clickhouse.restart();

  const result = await client.query({
    query: `SELECT uniqExact(n) AS rows FROM mimamori.crash WHERE n < ${acknowledged}`,
    format: "JSONEachRow",
  });
  expect(await result.json<{ rows: number }>()).toEqual([{ rows: acknowledged }]);
  await client.command({ query: "DROP TABLE mimamori.crash SYNC" });
  await client.close();
});

test("a write that Redis answered is there after kill -9", async () => {
  const connect = () => new Redis(engines.redisUrl, { lazyConnect: true, retryStrategy: null });
  const before = connect();
  before.on("error", () => undefined);
  await before.connect();
  for (let i = 0; i < ROWS; i += 100)
    await before.rpush("crash", ...Array.from({ length: 100 }, (_, j) => String(i + j)));
  await engines.redis.kill();
  before.disconnect();
  await engines.redis.restart();

  const after = connect();
  await after.connect();
  expect(await after.llen("crash")).toBe(ROWS);
  await after.del("crash");
  after.disconnect();
});

test("a record that Kafka acknowledged to all is there after kill -9, and so are committed offsets", async () => {
  const kafka = new Kafka({
    clientId: "crash-test",
    brokers: engines.kafkaBrokers.split(","),
    logLevel: logLevel.NOTHING,
  });
  const topic = `crash-${Date.now()}`;
  const admin = kafka.admin();
  const producer = kafka.producer({ retry: { retries: 0 } });
  await admin.connect();
  await producer.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  for (let i = 0; i < ROWS; i += 500)
    await producer.send({
      topic,
      acks: -1,
      messages: Array.from({ length: 500 }, (_, j) => ({ value: String(i + j) })),
    });
  await admin.setOffsets({ groupId: topic, topic, partitions: [{ partition: 0, offset: "1234" }] });
  await producer.disconnect();
  await admin.disconnect();
  await engines.kafka.kill();
  await engines.kafka.restart();

  const again = kafka.admin();
  await again.connect();
  // A broker that has just come back elects its leaders and loads its groups first, and says so.
  await vi.waitFor(
    async () => {
      const [end] = await again.fetchTopicOffsets(topic);
      const [committed] = await again.fetchOffsets({ groupId: topic, topics: [topic] });
      expect([end?.offset, committed?.partitions[0]?.offset]).toEqual([String(ROWS), "1234"]);
    },
    { timeout: 30_000, interval: 200 },
  );
  await again.deleteTopics({ topics: [topic] });
  await again.disconnect();
});
