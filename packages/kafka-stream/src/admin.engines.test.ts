import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestTopic } from "./stream-fixture.ts";
import type { TestTopic } from "./stream-fixture.ts";

let topic: TestTopic;

beforeEach(async () => {
  topic = await createTestTopic(2);
});
afterEach(async () => {
  await topic.remove();
});

test("ensureTopics creates what is missing with its configuration, and leaves the rest as it is", async () => {
  const fresh = `${topic.name}-fresh`;
  const declared = [topic.name, fresh].map((name) => ({
    name,
    partitions: 3,
    replicationFactor: 1,
    config: { "max.message.bytes": "4194304" },
  }));
  expect(await topic.admin.ensureTopics(declared)).toEqual([fresh]);
  expect(await topic.admin.ensureTopics(declared)).toEqual([]);
  const config = await topic.admin.readTopicConfig(fresh);
  expect(config.get("max.message.bytes")).toBe("4194304");
  expect((await topic.admin.readEndOffsets(fresh)).size).toBe(3);
  expect((await topic.admin.readEndOffsets(topic.name)).size).toBe(2);
  await topic.admin.deleteTopics([fresh]);
});

test("a group that has committed nothing lags by everything", async () => {
  await topic.produce(0, 10);
  expect(await topic.lag()).toBe(10);
  const committed = await topic.admin.readCommittedOffsets(topic.groupId, [topic.name]);
  expect(committed.get(topic.name)?.size).toBe(0);
});

test("reading a topic that does not exist is an error that says so", async () => {
  await expect(topic.admin.readEndOffsets("no-such-topic")).rejects.toMatchObject({
    code: "topic_missing",
  });
});

test("a group that was forgotten reads everything again, and may be forgotten twice", async () => {
  await topic.produce(0, 10);
  const consumer = await topic.consume(() => Promise.resolve());
  while ((await topic.lag()) > 0) await delay(50);
  await consumer.stop();
  await topic.admin.forgetGroup(topic.groupId);
  expect(await topic.lag()).toBe(10);
  await topic.admin.forgetGroup(topic.groupId);
});
