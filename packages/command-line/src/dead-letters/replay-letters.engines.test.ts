// A replay that is interrupted at every point it can be, on the real ClickHouse and Kafka.
import path from "node:path";
import { connectClickhouse, insertDeadLetters, migrate } from "@mimamori/clickhouse-tables";
import { exampleEvent } from "@mimamori/event-contracts";
import { connectAdmin, connectProducer } from "@mimamori/kafka-stream";
import type { OutgoingRecord } from "@mimamori/kafka-stream";
import { CHECKOUT } from "@mimamori/local-engines";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { readEventMapping } from "@mimamori/company-config";
import { afterAll, beforeEach, expect, inject, test } from "vitest";
import { silentLog } from "../silent-log.ts";
import { countLetters } from "./read-letters.ts";
import { replayLetters } from "./replay-letters.ts";
import type { ReplayTools } from "./replay-letters.ts";

const LETTERS = 1_200;
const TOPIC = "usage.events";
const engines = attachSharedEngines(inject("sharedEngines"));
const tables = connectClickhouse({
  url: engines.clickhouseUrl,
  user: engines.clickhouseUser,
  password: engines.clickhousePassword,
});
const kafka = { brokers: [engines.kafkaBrokers], clientId: "test", log: silentLog };
const [producer, admin] = await Promise.all([connectProducer(kafka), connectAdmin(kafka)]);
const mapping = await readEventMapping(path.join(CHECKOUT, "config"));

beforeEach(async () => {
  const infra = path.join(CHECKOUT, "infra/clickhouse");
  const dirs = {
    migrationsDir: path.join(infra, "migrations"),
    viewsDir: path.join(infra, "views"),
  };
  await migrate({ client: tables, ...dirs });
  await tables.command("TRUNCATE TABLE mimamori.dead_letters SYNC");
  await tables.command("TRUNCATE TABLE mimamori.dead_letter_replays SYNC");
  const config = { "message.timestamp.type": "LogAppendTime" };
  await admin.ensureTopics([{ name: TOPIC, partitions: 4, replicationFactor: 1, config }]);
  const letter = (number: number) => ({
    id: `usage.events/0/${number}`,
    code: "refused_by_store",
    reason: "the disk was on fire",
    refusedBy: "kafka-to-clickhouse",
    refusedAtMs: Date.UTC(2026, 0, 1) + number,
    topic: TOPIC,
    partition: 0,
    offset: BigInt(number),
    key: "acc-1",
    sender: "",
    format: "",
    original: Buffer.from(
      JSON.stringify({ ...exampleEvent("usage.feature_used.v1"), id: `e-${number}` }),
    ),
  });
  await insertDeadLetters(
    tables,
    Array.from({ length: LETTERS }, (_, number) => letter(number)),
  );
});
afterAll(async () => {
  await Promise.all([producer.disconnect(), admin.disconnect(), tables.close()]);
});

const sent: string[] = [];
const counting = {
  send: (topic: string, records: readonly OutgoingRecord[]) => {
    sent.push(...records.map(({ value }) => (JSON.parse(value.toString()) as { id: string }).id));
    return producer.send(topic, records);
  },
};
const tools: ReplayTools = {
  tables,
  producer: counting,
  context: { mapping, keys: [] },
  dryRun: false,
  onProgress: () => undefined,
};
const choice = { code: "refused_by_store" };

async function open(): Promise<number> {
  return (await countLetters(tables, choice))[0]?.letters ?? 0;
}

test("goes on where it was interrupted, and sends every letter", async () => {
  sent.length = 0;
  let sends = 0;
  const failing = {
    send: (topic: string, records: readonly OutgoingRecord[]) =>
      ++sends === 2 ? Promise.reject(new Error("pulled the plug")) : counting.send(topic, records),
  };
  await expect(replayLetters({ ...tools, producer: failing }, choice)).rejects.toThrow("plug");
  const left = await open();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(LETTERS);

  expect(await replayLetters(tools, choice)).toMatchObject({ replayed: left, events: left });
  expect(await open()).toBe(0);
  expect(sent).toHaveLength(LETTERS);
  expect(new Set(sent).size).toBe(LETTERS);
});

test("what was sent and not marked goes again, and none is left out", async () => {
  sent.length = 0;
  const crashing = { ...tables, insertRows: () => Promise.reject(new Error("crash")) };
  await expect(replayLetters({ ...tools, tables: crashing }, choice)).rejects.toThrow("crash");
  expect(await open()).toBe(LETTERS);
  expect(await replayLetters(tools, choice)).toMatchObject({ replayed: LETTERS });
  expect(new Set(sent).size).toBe(LETTERS);
});

test("a dry run sends nothing and closes nothing", async () => {
  sent.length = 0;
  expect(await replayLetters({ ...tools, dryRun: true }, choice)).toMatchObject({
    replayed: LETTERS,
  });
  expect(sent).toEqual([]);
  expect(await open()).toBe(LETTERS);
});

test("a letter that was refused once more since is open again", async () => {
  await replayLetters(tools, choice);
  await tables.command(
    "INSERT INTO mimamori.dead_letters SELECT * REPLACE (refused_at + INTERVAL 1 DAY AS refused_at) FROM mimamori.dead_letters FINAL WHERE id = 'usage.events/0/7'",
  );
  expect(await open()).toBe(1);
});
