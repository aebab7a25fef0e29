import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KafkaStreamError } from "./errors.ts";
import { connectProducer } from "./producer.ts";
import type { StreamProducer } from "./producer.ts";
import { connection, createTestTopic, engines } from "./stream-fixture.ts";
import type { TestTopic } from "./stream-fixture.ts";

let topic: TestTopic;
let producer: StreamProducer;

beforeEach(async () => {
  topic = await createTestTopic(4);
  producer = await connectProducer({ ...connection, retries: 1, requestTimeoutMs: 5_000 });
});
afterEach(async () => {
  await producer.disconnect();
  await topic.remove();
});

async function storedRecords(): Promise<number> {
  const ends = await topic.admin.readEndOffsets(topic.name);
  return [...ends.values()].reduce((sum, end) => sum + Number(end), 0);
}

test("what send() resolved for is in the topic, in whatever number and size it was sent", async () => {
  const large = "x".repeat(300_000);
  const many = Array.from({ length: 2_500 }, (_, index) => ({ key: `m${index}`, value: "1" }));
  await Promise.all([
    producer.send(topic.name, []),
    producer.send(topic.name, many),
    producer.send(topic.name, [{ key: "a", value: Buffer.from("1") }]),
    producer.send(
      topic.name,
      Array.from({ length: 10 }, (_, index) => ({ key: `k${index}`, value: large })),
    ),
  ]);
  expect(await storedRecords()).toBe(2_511);
});

test("records with one key lie in one partition, and headers travel with them", async () => {
  const records = Array.from({ length: 50 }, (_, index) => ({
    key: "account-1",
    value: String(index),
    headers: { sender: "test" },
  }));
  await producer.send(topic.name, records);
  const ends = await topic.admin.readEndOffsets(topic.name);
  expect([...ends.values()].filter((end) => end > 0n)).toEqual([50n]);
  const senders = new Set<string | undefined>();
  await topic.consume((batch) => {
    for (const { headers } of batch.records) senders.add(headers.get("sender")?.toString());
    return Promise.resolve();
  });
  await vi.waitFor(
    () => {
      expect([...senders]).toEqual(["test"]);
    },
    { timeout: 20_000 },
  );
});

test("a record that the topic does not take is an error that no repeat helps", async () => {
  const send = producer.send(topic.name, [{ key: "k", value: "x".repeat(2_000_000) }]);
  await expect(send).rejects.toMatchObject({ code: "record_too_large", retryable: false });
});

test("a topic that does not exist is an error that names it, and none is created", async () => {
  const send = producer.send("no-such-topic", [{ key: "k", value: "v" }]);
  await expect(send).rejects.toMatchObject({ code: "topic_missing", retryable: false });
  expect(await topic.admin.listTopics()).not.toContain("no-such-topic");
});

test("an address where no broker is makes connecting fail with a retryable error", async () => {
  const connecting = connectProducer({ ...connection, brokers: ["127.0.0.1:1"], retries: 0 });
  await expect(connecting).rejects.toMatchObject({ code: "broker_unreachable", retryable: true });
});

test("while the broker is dead no send resolves, and after its return the same producer works", async () => {
  await producer.send(topic.name, [{ key: "k", value: "before" }]);
  await engines.kafka.kill();
  try {
    const error = await producer.send(topic.name, [{ key: "k", value: "during" }]).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(KafkaStreamError);
    expect(error).toMatchObject({ retryable: true });
  } finally {
    await engines.kafka.restart();
  }
  await vi.waitFor(() => producer.send(topic.name, [{ key: "k", value: "after" }]), {
    timeout: 30_000,
    interval: 500,
  });
  expect(await storedRecords()).toBeGreaterThanOrEqual(2);
});

test("after disconnect() nothing is sent", async () => {
  await producer.disconnect();
  await expect(producer.send(topic.name, [{ key: "k", value: "v" }])).rejects.toThrow(
    /disconnected/,
  );
});
