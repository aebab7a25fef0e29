import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  DEAD_LETTERS_TOPIC,
  EVENT_TOPICS,
  SCORE_CHANGES_TOPIC,
  WRITE_KEYS_TOPIC,
} from "@mimamori/event-contracts";
import { CHECKOUT } from "@mimamori/local-engines";
import { expect, test } from "vitest";
import { readTopics } from "./topics.ts";

test("every topic of the contracts is declared, with the broker's time, and no other", () => {
  const topics = readTopics(path.join(CHECKOUT, "infra/kafka/topics.yaml"));
  const streams = [...EVENT_TOPICS, DEAD_LETTERS_TOPIC, SCORE_CHANGES_TOPIC];
  expect(topics.map(({ name }) => name).sort()).toEqual([...streams, WRITE_KEYS_TOPIC].sort());
  for (const { name, config } of topics) {
    // Of a key it matters what it may do, not since when.
    const expected = name === WRITE_KEYS_TOPIC ? undefined : "LogAppendTime";
    expect(config["message.timestamp.type"]).toBe(expected);
  }
});

test("every mistake is named with its line", () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-topics-")), "topics.yaml");
  fs.writeFileSync(
    file,
    "topics:\n  - name: usage.events\n    partitions: 0\n    replicationFactor: one\n    config: {}\n",
  );
  expect(() => readTopics(file)).toThrow(/topics\.yaml:3.*topics\.yaml:4/s);
  fs.rmSync(path.dirname(file), { recursive: true });
});
