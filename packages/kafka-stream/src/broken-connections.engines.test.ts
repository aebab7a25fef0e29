// What networks do to connections, by a proxy before the real broker.
import { setTimeout as sleep } from "node:timers/promises";
import { startFaultyProxy } from "@mimamori/local-engines/testing";
import type { FaultyProxy } from "@mimamori/local-engines/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { KafkaConnection } from "./connection.ts";
import { connectProducer } from "./producer.ts";
import { connection, createTestTopic, engines, numbersOf } from "./stream-fixture.ts";
import type { TestTopic } from "./stream-fixture.ts";

let topic: TestTopic;
let proxy: FaultyProxy;
let detour: KafkaConnection;

beforeEach(async () => {
  topic = await createTestTopic(4);
  proxy = await startFaultyProxy(engines.kafkaDetour.port, engines.kafkaDetour.toPort);
  detour = { ...connection, brokers: [`127.0.0.1:${proxy.port}`] };
});
afterEach(async () => {
  await proxy.close();
  await topic.remove();
});

const waiting = { timeout: 60_000, interval: 50 };
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test.each(["cut", "halve"] as const)(
  "a producer goes on after its connections were %s in mid-stream, and loses nothing it acknowledged",
  async (fault) => {
    const producer = await connectProducer({ ...detour, retries: 2, requestTimeoutMs: 1_000 });
    const acknowledged: string[] = [];
    for (const number of range(12)) {
      if (number % 3 === 2) proxy[fault]();
      const record = { key: `key-${number}`, value: String(number) };
      await vi.waitFor(() => producer.send(topic.name, [record]), waiting);
      acknowledged.push(record.value);
    }
    await producer.disconnect();
    const seen = new Set<string>();
    await topic.consume((batch) => {
      for (const number of numbersOf(batch)) seen.add(String(number));
      return Promise.resolve();
    });
    await vi.waitFor(() => {
      expect(acknowledged.filter((value) => !seen.has(value))).toEqual([]);
    }, waiting);
  },
);

test.each(["cut", "halve"] as const)(
  "a consumer goes on after its connections were %s in mid-stream, and skips nothing",
  async (fault) => {
    const seen = new Set<number>();
    let failure: unknown;
    const consumer = await topic.consume(
      async (batch) => {
        await sleep(5);
        for (const number of numbersOf(batch)) seen.add(number);
      },
      { ...detour, maxBytesPerPartition: 20_000, requestTimeoutMs: 2_000 },
    );
    consumer.finished.catch((error: unknown) => (failure = error));
    for (const round of range(3)) {
      await topic.produce(round * 2_000, 2_000);
      await sleep(100);
      proxy[fault]();
    }
    await vi.waitFor(async () => {
      expect(seen.size).toBe(6_000);
      expect(await topic.lag()).toBe(0);
    }, waiting);
    expect(failure).toBeUndefined();
  },
);
