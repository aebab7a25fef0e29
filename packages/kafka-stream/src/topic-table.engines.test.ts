import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectProducer } from "./producer.ts";
import { connection, createTestTopic, engines } from "./stream-fixture.ts";
import type { TestTopic } from "./stream-fixture.ts";
import { followTopicTable } from "./topic-table.ts";
import type { TopicTable } from "./topic-table.ts";

const waiting = { timeout: 60_000, interval: 50 };
let topic: TestTopic;
const tables: TopicTable[] = [];

beforeEach(async () => {
  topic = await createTestTopic(2);
});
afterEach(async () => {
  await Promise.all(tables.splice(0).map((table) => table.stop()));
  await topic.remove();
});

async function follow(
  onChange: (entries: ReadonlyMap<string, Buffer>) => void = () => undefined,
): Promise<TopicTable> {
  const table = await followTopicTable({ ...connection, topic: topic.name, onChange });
  tables.push(table);
  return table;
}

async function put(key: string, value: string): Promise<void> {
  const producer = await connectProducer(connection);
  await producer.send(topic.name, [{ key, value }]);
  await producer.disconnect();
}

test("an empty topic is an empty table at once, and every reader sees every change", async () => {
  const [one, other] = await Promise.all([follow(), follow()]);
  expect(one.entries.size).toBe(0);
  await topic.produce(0, 50);
  await vi.waitFor(() => {
    expect([one.entries.size, other.entries.size]).toEqual([50, 50]);
  }, waiting);
});

test("the last value of a key holds, and all that was there is there when it is opened", async () => {
  await topic.produce(0, 2_000);
  await put("key-7", "changed");
  const table = await follow();
  expect(table.entries.size).toBe(2_000);
  expect(table.entries.get("key-7")?.toString()).toBe("changed");
});

test("keeps what it knows while the broker is away, goes on afterwards, and no earlier value comes back", async () => {
  await put("key", "first");
  await put("key", "before");
  const seen: (string | undefined)[] = [];
  const table = await follow((entries) => seen.push(entries.get("key")?.toString()));
  const known = seen.length;
  await engines.kafka.kill();
  expect(table.entries.get("key")?.toString()).toBe("before");
  await engines.kafka.restart();
  await put("key", "after");
  await vi.waitFor(() => {
    expect(table.entries.get("key")?.toString()).toBe("after");
  }, waiting);
  expect(new Set(seen.slice(known))).not.toContain("first");
});

test("reading that has ended begins anew, passes over what is known, and misses nothing", async () => {
  await put("key", "first");
  await put("key", "second");
  const seen: (string | undefined)[] = [];
  const table = await follow((entries) => {
    const value = entries.get("key")?.toString();
    seen.push(value);
    if (value === "third") throw new Error("whoever listens stumbles");
  });
  await put("key", "third");
  await put("other", "fourth");
  await put("key", "fifth");
  await vi.waitFor(() => {
    expect(table.entries.get("key")?.toString()).toBe("fifth");
  }, waiting);
  expect(table.entries.get("other")?.toString()).toBe("fourth");
  expect(seen.slice(seen.indexOf("second"))).not.toContain("first");
});

test("a topic that is not there is told, not waited for", async () => {
  const missing = followTopicTable({ ...connection, topic: "nobody-made-it" });
  await expect(missing).rejects.toMatchObject({ name: "KafkaStreamError" });
});
