import { randomUUID } from "node:crypto";
import { connectProducer } from "@mimamori/kafka-stream";
import { attachTestEngines } from "@mimamori/local-engines/testing";
import { createLog, MetricsRegistry } from "@mimamori/service-lifecycle";
import { expect, inject, test } from "vitest";
import { createCollectorMetrics } from "./collector-metrics.ts";
import { readTopics } from "./running-collector.ts";
import { createRecordStore } from "./store-records.ts";

const engines = attachTestEngines(inject("testEnginesStateDir"));

test("what waits for Kafka is bounded: beyond it the next request is told to wait, and later taken", async () => {
  const topics = await readTopics(engines.kafkaBrokers, `test-${randomUUID()}`);
  const log = createLog("test", "error");
  const brokers = engines.kafkaBrokers.split(",");
  const producer = await connectProducer({ brokers, clientId: "test", log });
  try {
    const metrics = createCollectorMetrics(new MetricsRegistry());
    const store = createRecordStore(producer, metrics, log, 1_000);
    const records = new Map([["usage.events", [{ key: "k", value: "v" }]]]);
    const first = store.store(records, 800);
    await expect(store.store(records, 800)).rejects.toMatchObject({
      status: 429,
      code: "collector_busy",
      retryable: true,
    });
    await first;
    await store.store(records, 800);
  } finally {
    await producer.disconnect();
    await topics.stop();
  }
});
