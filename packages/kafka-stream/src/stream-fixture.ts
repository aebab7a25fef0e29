// For the tests of this package: a topic of their own on the real broker, and consumers that note what they saw.
import { randomUUID } from "node:crypto";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { inject } from "vitest";
import { connectAdmin } from "./admin.ts";
import type { KafkaAdmin, PartitionLag } from "./admin.ts";
import type { KafkaConnection, StreamLog } from "./connection.ts";
import { runConsumer } from "./consumer.ts";
import type { ConsumerOptions, RecordBatch, RunningConsumer } from "./consumer-options.ts";
import { connectProducer } from "./producer.ts";

const silentLog: StreamLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export const engines = attachSharedEngines(inject("sharedEngines"));

export const connection: KafkaConnection = {
  brokers: engines.kafkaBrokers.split(","),
  clientId: "test",
  log: silentLog,
};

export interface TestTopic {
  readonly name: string;
  readonly groupId: string;
  readonly admin: KafkaAdmin;
  /** Produces `count` records with the values "from" … "from + count - 1". */
  produce(from: number, count: number): Promise<void>;
  consume(
    handleBatch: (batch: RecordBatch) => Promise<void>,
    options?: Partial<ConsumerOptions>,
  ): Promise<RunningConsumer>;
  /** Records that the group has not committed. */
  lag(): Promise<number>;
  /** The same by partition. */
  lags(): Promise<PartitionLag[]>;
  /** Stops what was started and deletes the topic. */
  remove(): Promise<void>;
}

export async function createTestTopic(partitions: number): Promise<TestTopic> {
  const name = `test-${randomUUID()}`;
  const groupId = `group-${randomUUID()}`;
  const admin = await connectAdmin(connection);
  const config = { "message.timestamp.type": "LogAppendTime" };
  await admin.ensureTopics([{ name, partitions, replicationFactor: 1, config }]);
  const consumers: RunningConsumer[] = [];
  return {
    name,
    groupId,
    admin,
    produce: (from, count) => produceNumbers(name, from, count),
    async consume(handleBatch, options) {
      const topics = [name];
      const consumer = await runConsumer({
        ...connection,
        groupId,
        topics,
        handleBatch,
        ...options,
      });
      consumers.push(consumer);
      return consumer;
    },
    lags: () => admin.readGroupLag(groupId, [name]),
    async lag() {
      const lags = await admin.readGroupLag(groupId, [name]);
      return lags.reduce((sum, { lag }) => sum + Number(lag), 0);
    },
    async remove() {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await admin.deleteTopics([name]);
      await admin.disconnect();
    },
  };
}

async function produceNumbers(topic: string, from: number, count: number): Promise<void> {
  const producer = await connectProducer(connection);
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  const records = numbers.map((number) => ({ key: `key-${number}`, value: String(number) }));
  await producer.send(topic, records);
  await producer.disconnect();
}

export function numbersOf(batch: RecordBatch): number[] {
  return Array.from(batch.records, ({ value }) => Number(value?.toString()));
}
