// The command as people run it, on real engines: what it shows of a run, and the events that it sends.
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { promisify } from "node:util";
import { connectClickhouse, migrate } from "@mimamori/clickhouse-tables";
import { connectAdmin, runConsumer } from "@mimamori/kafka-stream";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { silentLog } from "../silent-log.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const tables = connectClickhouse({
  url: engines.clickhouseUrl,
  user: engines.clickhouseUser,
  password: engines.clickhousePassword,
});
const MAIN = path.join(import.meta.dirname, "../main.ts");
const INFRA = path.resolve(import.meta.dirname, "../../../../infra/clickhouse");
const runProgram = promisify(execFile);

async function tiers(...words: string[]): Promise<string> {
  const env = {
    ...process.env,
    KAFKA_BROKERS: engines.kafkaBrokers,
    CLICKHOUSE_URL: engines.clickhouseUrl,
    CLICKHOUSE_USER: engines.clickhouseUser,
    CLICKHOUSE_PASSWORD: engines.clickhousePassword,
  };
  const { stdout } = await runProgram(process.execPath, [MAIN, "tiers", ...words], { env });
  return stdout;
}

const AS_OF = "2026-01-15T12:00:00.000Z";

async function insert(table: string, row: Record<string, unknown>): Promise<void> {
  await tables.insertRows(table, Object.keys(row), [row]);
}

beforeAll(async () => {
  const [migrationsDir, viewsDir] = [path.join(INFRA, "migrations"), path.join(INFRA, "views")];
  await migrate({ client: tables, migrationsDir, viewsDir });
  for (const table of ["score_runs", "touch_tiers", "tier_change_steps", "overrides"])
    await tables.command(`TRUNCATE TABLE mimamori.${table}`);
  await insert("mimamori.reporting_settings", {
    currency: "JPY",
    minor_digits: 0,
    time_zone: "Asia/Tokyo",
    version: Date.now(),
  });
  await insert("mimamori.score_runs", {
    run_id: "run",
    kind: "live",
    scope: "all",
    as_of: AS_OF,
    status: "complete",
    completed_at: AS_OF,
    version: 1,
  });
  const common = { run_id: "run", as_of: AS_OF, effort: 1 };
  for (const [account, tier, arr] of [
    ["acme", "low", 6_000_000],
    ["beta", "high", 7_000_000],
  ] as const)
    await insert("mimamori.touch_tiers", {
      ...common,
      account,
      tier,
      base_tier: tier,
      arr_minor: arr,
    });
  await insert("mimamori.tier_change_steps", {
    run_id: "run",
    account: "acme",
    change_id: "2026-01-15-low-high",
    status: "proposed",
    as_of: AS_OF,
    kind: "raise",
    from_tier: "low",
    to_tier: "high",
    proposed_on: "2026-01-15",
    arr_minor: 6_000_000,
    reason: "raised to high touch",
  });
  const admin = await connectAdmin({
    brokers: [engines.kafkaBrokers],
    clientId: "test",
    log: silentLog,
  });
  await admin.ensureTopics([
    { name: "account.events", partitions: 1, replicationFactor: 1, config: {} },
  ]);
  await admin.disconnect();
});
afterAll(() => tables.close());

/** The next `count` events of the topic whose source is the command. */
async function sent(count: number): Promise<Record<string, unknown>[]> {
  const events: Record<string, unknown>[] = [];
  const consumer = await runConsumer({
    brokers: [engines.kafkaBrokers],
    clientId: "test",
    groupId: randomUUID(),
    topics: ["account.events"],
    log: silentLog,
    handleBatch: ({ records }) => {
      for (const { value } of records) {
        const event = JSON.parse(String(value)) as Record<string, unknown>;
        if (event["source"] === "mimamori/tiers") events.push(event);
      }
      return Promise.resolve();
    },
  });
  await expect.poll(() => events.length, { timeout: 60_000 }).toBe(count);
  await consumer.stop();
  return events;
}

test("lists what is to decide, plans without changing anything, and sends decisions and pins as events", async () => {
  expect(await tiers("list")).toMatch(/TO DECIDE[^]*acme +low → high/);
  const plan = JSON.parse(await tiers("plan", "--set", "thresholds.high=9000000", "--json")) as {
    moves: unknown[];
  };
  expect(plan.moves).toMatchObject([{ account: "beta", from: "high", to: "low" }]);

  const said = await tiers("approve", "acme", "--by", "ann", "--on", "2026-02-01");
  expect(said).toContain("acme: low → high touch from 2026-02-01 on.");
  await tiers(
    "pin",
    "beta",
    "--to",
    "high",
    "--until",
    "2026-12-31",
    "--reason",
    "renewal",
    "--by",
    "ann",
  );
  const events = await sent(2);
  expect(events).toMatchObject([
    {
      type: "account.tier_change_decided.v1",
      subject: "acme",
      data: {
        change_id: "2026-01-15-low-high",
        verdict: "approved",
        author: "ann",
        effective_on: "2026-02-01",
      },
    },
    {
      type: "account.override_set.v1",
      subject: "beta",
      data: {
        target: "touch_tier",
        value: "high",
        reason: "renewal",
        expires_at: "2026-12-31T15:00:00.000Z",
      },
    },
  ]);
  await expect(tiers("approve", "nobody")).rejects.toThrow("no change of nobody is on its way");
  await expect(tiers("unpin", "acme")).rejects.toThrow("acme is not pinned");
});
