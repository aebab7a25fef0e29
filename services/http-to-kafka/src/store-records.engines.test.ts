import { randomUUID } from "node:crypto";
import { connectProducer } from "@mimamori/kafka-stream";
import type { StreamProducer } from "@mimamori/kafka-stream";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { createLog, MetricsRegistry } from "@mimamori/service-lifecycle";
import { afterAll, beforeAll, beforeEach, expect, inject, test, vi } from "vitest";
import { createCollectorMetrics } from "./collector-metrics.ts";
import { readTopics } from "./running-collector.ts";
import type { TopicReader } from "./running-collector.ts";
import { createRecordStore } from "./store-records.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const records = new Map([["usage.events", [{ key: "k", value: "v" }]]]);
let topics: TopicReader;
let producer: StreamProducer;
let registry: MetricsRegistry;
let said: string[];

beforeAll(async () => {
  topics = await readTopics(engines.kafkaBrokers, `test-${randomUUID()}`);
  producer = await connectProducer({
    brokers: engines.kafkaBrokers.split(","),
    clientId: "test",
    log: createLog("test", "error"),
    retries: 0,
    requestTimeoutMs: 2_000,
  });
});
beforeEach(() => {
  registry = new MetricsRegistry();
  said = [];
});
afterAll(async () => {
  await producer.disconnect();
  await topics.stop();
});

function openStore(mostBytesWaiting: number) {
  const waits = {
    begin: (what: string, error: unknown): void =>
      void said.push(`${what}: ${(error as { code: string }).code}`),
    end: (what: string): void => void said.push(`${what} goes on`),
  };
  const metrics = createCollectorMetrics(registry);
  return createRecordStore({ producer, metrics, waits, now: Date.now }, mostBytesWaiting);
}

const turnedAway = async (code: string): Promise<number | undefined> => {
  const metric = await registry.getSingleMetric("mimamori_collector_turned_away_total")?.get();
  return metric?.values.find(({ labels }) => labels["code"] === code)?.value;
};

test("what waits for Kafka is bounded: beyond it the next request is told to wait, and later taken", async () => {
  const store = openStore(1_000);
  const first = store.store(records, 800);
  await expect(store.store(records, 800)).rejects.toMatchObject({
    status: 429,
    code: "collector_busy",
    retryable: true,
  });
  expect(await turnedAway("collector_busy")).toBe(1);
  await first;
  await store.store(records, 800);
});

test("while Kafka answers nothing senders are turned away at once, and taken again when it does", async () => {
  const store = openStore(1_000_000);
  await engines.kafka.hold();
  try {
    await expect(store.store(records, 800)).rejects.toMatchObject({
      status: 503,
      code: "kafka_unavailable",
      retryable: true,
    });
    expect(said[0]).toMatch(/^accepting: /);
    // Nobody waits for the same failure again; nothing has been read of the request by then.
    for (let request = 0; request < 100; request++) {
      expect(() => {
        store.requireRoom();
      }).toThrow(/Kafka does not answer/);
    }
    expect(await turnedAway("kafka_unavailable")).toBeGreaterThan(100);
  } finally {
    engines.kafka.release();
  }
  await vi.waitFor(() => store.store(records, 800), { timeout: 60_000, interval: 300 });
  expect(said.at(-1)).toBe("accepting goes on");
  store.requireRoom();
});
