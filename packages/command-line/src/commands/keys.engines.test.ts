// The command as people run it, on the real broker.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { WRITE_KEYS_TOPIC } from "@mimamori/event-contracts";
import { connectAdmin, followTopicTable } from "@mimamori/kafka-stream";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { beforeAll, expect, inject, test } from "vitest";
import { silentLog } from "../silent-log.ts";
import { ensureKeys, revokeKey } from "../write-keys.ts";
import type { KnownKey } from "../write-keys.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const brokers = engines.kafkaBrokers;
const MAIN = path.join(import.meta.dirname, "../main.ts");
const runProgram = promisify(execFile);

async function keys(...words: string[]): Promise<string> {
  const env = { ...process.env, KAFKA_BROKERS: brokers, CLICKHOUSE_URL: engines.clickhouseUrl };
  const { stdout } = await runProgram(process.execPath, [MAIN, "keys", ...words], { env });
  return stdout;
}

async function list(): Promise<KnownKey[]> {
  return JSON.parse(await keys("list", "--json")) as KnownKey[];
}

beforeAll(async () => {
  const admin = await connectAdmin({ brokers: [brokers], clientId: "test", log: silentLog });
  const config = { "cleanup.policy": "compact" };
  await admin.ensureTopics([
    { name: WRITE_KEYS_TOPIC, partitions: 1, replicationFactor: 1, config },
  ]);
  await admin.disconnect();
});

test("a key is shown once, kept as a digest, listed with what it may, and revoked by its id", async () => {
  const answer = await keys(
    "create",
    "--source",
    "billing-sync",
    "--families",
    "account,billing",
    "--rate",
    "200",
    "--json",
  );
  const { key, id } = JSON.parse(answer) as { key: string; id: string };
  const made = (await list()).find((each) => each.id === id);
  expect(made).toMatchObject({
    source: "billing-sync",
    families: ["billing", "account"],
    events_per_second: 200,
    may_state_known_at: false,
    revoked_at: null,
  });

  const connection = { brokers: [brokers], clientId: "test", log: silentLog };
  const table = await followTopicTable({ ...connection, topic: WRITE_KEYS_TOPIC });
  await table.stop();
  expect([...table.entries.values()].join()).not.toContain(key);

  await keys("revoke", id);
  expect((await list()).find((each) => each.id === id)?.revoked_at).not.toBeNull();
  expect(await keys("list")).toMatch(new RegExp(`^${id}.*billing-sync.*billing,account`, "m"));
});

test("an installation's first keys are made once, and stay revoked when they were", async () => {
  const grant = {
    source: "first",
    mayStateKnownAt: true,
    eventsPerSecond: null,
    families: ["usage" as const],
  };
  const first = [{ key: "the-first-key", grant }];
  await ensureKeys(brokers, first);
  const [made] = (await list()).filter(({ source }) => source === "first");
  await revokeKey(brokers, made!.id);
  await ensureKeys(brokers, first);
  const after = (await list()).filter(({ source }) => source === "first");
  expect(after).toMatchObject([{ id: made!.id, revoked_at: expect.any(String) }]);
});

test("a key that is not there is told", async () => {
  await expect(keys("revoke", "000000000000")).rejects.toMatchObject({
    stderr: expect.stringContaining("there is no key 000000000000"),
  });
});
