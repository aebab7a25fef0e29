// Engines that refuse or are away, one at a time, under a running worker: nothing is lost, nothing else is held up, it is said while it
// lasts, and it is over without anybody restarting anything.
import { exampleEvent } from "@mimamori/event-contracts";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  caughtUp,
  disconnect,
  engines,
  eventually,
  produce,
  rawRows,
  startEmpty,
  startWorker,
  tables,
  usageEvent,
} from "./worker-fixture.ts";
import type { WorkerProcess } from "./worker-fixture.ts";

let worker: WorkerProcess;

beforeEach(async () => {
  await startEmpty();
  worker = startWorker();
  await worker.ready;
});
afterEach(() => worker.end("SIGKILL"));
afterAll(disconnect);

const usage = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => usageEvent(from + index));
const subscription = { subject: "account-1", value: JSON.stringify(billingEvent()) };

function billingEvent(): object {
  return { ...exampleEvent("billing.subscription_changed.v1"), subject: "account-1" };
}

/** The value of the sample that begins like this; undefined when there is none. */
async function sample(beginning: string): Promise<number | undefined> {
  const line = (await worker.ask("metrics")).split("\n").find((text) => text.startsWith(beginning));
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
}

const waitingWith = (what: string, code: string) =>
  sample(`mimamori_waiting{what="${what}",code="${code}"}`);

async function lagOfUsage(): Promise<number> {
  const lines = (await worker.ask("metrics")).split("\n");
  const lags = lines.filter((line) => line.startsWith('mimamori_lag_records{topic="usage.events"'));
  return lags.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

const alter = (change: string) => tables.command(`ALTER TABLE mimamori.raw_usage_events ${change}`);

describe("a table that refuses inserts makes its topic wait, and no other", () => {
  afterEach(async () => {
    await alter(
      "RESET SETTING table_readonly, parts_to_throw_insert, parts_to_delay_insert, min_free_disk_bytes_to_perform_insert",
    );
    await tables.command("SYSTEM START MERGES mimamori.raw_usage_events");
  });

  it.each([
    ["on a full disk", "min_free_disk_bytes_to_perform_insert = 1e18", "CLICKHOUSE_243"],
    [
      "with too many parts",
      "parts_to_throw_insert = 1, parts_to_delay_insert = 0",
      "CLICKHOUSE_252",
    ],
    ["while it is read-only", "table_readonly = 1", "CLICKHOUSE_774"],
  ])("%s", async (_state, setting, code) => {
    await tables.command("SYSTEM STOP MERGES mimamori.raw_usage_events");
    for (const from of [0, 100]) {
      await produce("usage.events", usage(from, 100));
      await caughtUp();
    }
    await alter(`MODIFY SETTING ${setting}`);
    await produce("usage.events", usage(200, 1_000));
    await eventually(async () => (await waitingWith("usage.events", code)) === 1);
    await produce("billing.events", [subscription]);
    await eventually(async () => (await rawRows("billing.events")).length === 1);
    await eventually(async () => (await lagOfUsage()) === 1_000);
    await eventually(async () =>
      (await worker.ask("metrics")).includes(
        'partition_paused{topic="usage.events",partition="0"} 1',
      ),
    );
    expect(await rawRows("usage.events")).toHaveLength(200);
    expect(await worker.ask("livez")).toBe("ok\n");

    await alter(`RESET SETTING ${setting.replaceAll(/ = [^,]+/g, "")}`);
    await caughtUp();
    expect(await rawRows("usage.events")).toHaveLength(1_200);
    await eventually(async () => (await waitingWith("usage.events", code)) === undefined);
    expect(
      await sample(`mimamori_retries_total{what="usage.events",code="${code}"}`),
    ).toBeGreaterThan(0);
    expect(
      await sample('mimamori_records_reprocessed_total{topic="usage.events"}'),
    ).toBeGreaterThan(0);
    const said = worker.logged().filter((line) => line.endsWith("with usage.events"));
    expect(said).toEqual(["waiting to go on with usage.events", "going on with usage.events"]);
  });
});

it("a ClickHouse that is gone is waited for by records and facts alike", async () => {
  await engines.clickhouse.kill();
  await produce("usage.events", usage(0, 1_000));
  await eventually(async () => (await waitingWith("usage.events", "CLICKHOUSE_UNREACHABLE")) === 1);
  expect(JSON.parse(await worker.ask("waits"))).toContainEqual(
    expect.objectContaining({ what: "usage.events", code: "CLICKHOUSE_UNREACHABLE" }),
  );
  await engines.clickhouse.restart();
  await caughtUp();
  expect(await rawRows("usage.events")).toHaveLength(1_000);
  await eventually(async () => (await worker.ask("waits")) === "[]\n");
});

it("a Kafka that answers nothing is waited for, and its lag is not known meanwhile", async () => {
  await produce("usage.events", usage(0, 100));
  await caughtUp();
  await eventually(async () => (await lagOfUsage()) === 0);
  await engines.kafka.hold();
  try {
    await eventually(async () => (await waitingWith("lag", "broker_unreachable")) === 1);
    await eventually(async () => Number.isNaN(await lagOfUsage()));
    expect(await worker.ask("livez")).toBe("ok\n");
  } finally {
    engines.kafka.release();
  }
  await produce("usage.events", usage(100, 100));
  await caughtUp();
  expect(await rawRows("usage.events")).toHaveLength(200);
  await eventually(async () => (await worker.ask("waits")) === "[]\n");
});
