import { EVENT_TOPICS } from "@mimamori/event-contracts";
import { connectAdmin, runConsumer } from "@mimamori/kafka-stream";
import type { KafkaAdmin, KafkaConnection, RecordBatch } from "@mimamori/kafka-stream";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import type { Delivery } from "./delivery.ts";
import { keyOfDelivery, topicOfDelivery } from "./delivery.ts";
import { addToDigest, fingerprint } from "./hashing.ts";
import { connectKafkaSink } from "./kafka-sink.ts";
import { runSimulation } from "./run-simulation.ts";

const ignore = (): void => undefined;
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const connection: KafkaConnection = {
  brokers: attachSharedEngines(inject("sharedEngines")).kafkaBrokers.split(","),
  clientId: "simulator-test",
  log,
};

let admin: KafkaAdmin;
let created: string[];

beforeAll(async () => {
  admin = await connectAdmin(connection);
  const config = { "message.timestamp.type": "LogAppendTime" };
  // Other tests of the same engines have left their records.
  const existing = new Set(await admin.listTopics());
  await admin.deleteTopics(EVENT_TOPICS.filter((topic) => existing.has(topic)));
  created = await admin.ensureTopics(
    EVENT_TOPICS.map((name) => ({ name, partitions: 4, replicationFactor: 1, config })),
  );
});

afterAll(async () => {
  await admin.deleteTopics(created);
  await admin.disconnect();
});

const digestOf = (digest: number, topic: string, key: string, value: string): number =>
  addToDigest(digest, fingerprint(`${topic} ${key} ${value}`));

test("every record of the ledger lies in its topic under its key, byte for byte, and nothing else does", async () => {
  let sent = 0;
  const sink = await connectKafkaSink(connection.brokers, log);
  const ledger = await runSimulation({
    options: { seed: 11, accounts: 40, months: 2, untilMs: Date.UTC(2026, 5, 1) },
    sink,
    onSent: (delivery: Delivery) => {
      sent = digestOf(sent, topicOfDelivery(delivery), keyOfDelivery(delivery), delivery.value);
    },
  });
  await sink.close();
  let found = 0;
  let count = 0;
  const consumer = await runConsumer({
    ...connection,
    groupId: "simulator-test",
    topics: EVENT_TOPICS,
    handleBatch: ({ topic, records }: RecordBatch) => {
      for (const { key, value } of records) {
        found = digestOf(found, topic, String(key), String(value));
        count += 1;
      }
      return Promise.resolve();
    },
  });
  await vi.waitFor(
    () => {
      expect([count, found]).toEqual([ledger.eventsSent, sent]);
    },
    { timeout: 30_000 },
  );
  await consumer.stop();
  expect(ledger.eventsSent).toBeGreaterThan(3_000);
});
