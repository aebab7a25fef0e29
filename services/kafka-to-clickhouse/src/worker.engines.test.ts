import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { exampleEvent } from "@mimamori/event-contracts";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  caughtUp,
  disconnect,
  eventually,
  produce,
  rawRows,
  startEmpty,
  startWorker,
  tables,
  usageEvent,
} from "./worker-fixture.ts";
import type { WorkerProcess } from "./worker-fixture.ts";

let workers: WorkerProcess[] = [];

function start(): WorkerProcess {
  const worker = startWorker();
  workers.push(worker);
  return worker;
}

beforeEach(startEmpty);
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.end("SIGKILL")));
  workers = [];
});
afterAll(disconnect);

const numbers = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => from + index);
const bad = (number: number) => ({ subject: "bad", value: `{"id":"bad-${number}"` });

const deadLetters = () =>
  tables.query<{ id: string; code: string; original: string; topic: string }>(
    "SELECT id, code, original, topic FROM mimamori.dead_letters FINAL ORDER BY original",
  );

/** Marked (account, company day) pairs, and those of the raw rows, which must be the same. */
async function daysMarkedAndTouched(): Promise<unknown[][]> {
  const marked = tables.query(
    "SELECT DISTINCT subject, bucket FROM mimamori.fact_marks WHERE family = 'usage_days' ORDER BY ALL",
  );
  const touched = tables.query(
    "SELECT DISTINCT subject, toString(toDate(occurred_at, 'Asia/Tokyo')) AS bucket FROM mimamori.raw_usage_events ORDER BY ALL",
  );
  return Promise.all([marked, touched]);
}

describe("the worker", () => {
  it("never lets a poison record stop its partition: what is good behind it arrives", async () => {
    const events = numbers(0, 400).map(usageEvent);
    const poison = [
      { subject: "account-1", value: "nonsense" },
      { subject: "account-1", value: Buffer.from([0xff, 0xfe, 0x00]) },
      { subject: "account-1", value: JSON.stringify(exampleEvent("account.user_linked.v1")) },
      { subject: "account-1", value: "x".repeat(1_000_000) },
    ];
    await produce("usage.events", [...events.slice(0, 200), ...poison, ...events.slice(200)]);
    await start().ready;
    await caughtUp();
    expect(await rawRows("usage.events")).toHaveLength(400);
    const letters = await deadLetters();
    expect(letters.map(({ code }) => code).sort()).toEqual([
      "not_json",
      "not_json",
      "not_json",
      "wrong_topic",
    ]);
    expect(letters.map(({ original }) => original)).toContain("nonsense");
  });

  it("loses and doubles nothing when it is killed at any moment", async () => {
    const events = numbers(0, 30_000).map(usageEvent);
    const twice = events.filter((_, index) => index % 10 === 0);
    const badOnes = numbers(0, 50).map(bad);
    await produce("usage.events", [...events, ...badOnes, ...twice]);
    for (let life = 0; life < 4; life++) {
      const worker = start();
      await worker.ready;
      await delay(randomInt(600));
      await worker.end("SIGKILL");
    }
    await start().ready;
    await caughtUp();

    const rows = await rawRows("usage.events");
    expect(rows.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort());
    const letters = await deadLetters();
    expect(letters.map(({ original }) => original)).toEqual(
      badOnes.map(({ value }) => value).sort(),
    );
    const [marked, touched] = await daysMarkedAndTouched();
    expect(marked).toEqual(touched);
  });

  it("ends with 0 on SIGTERM in mid-stream, and the next one goes on where it stopped", async () => {
    const first = start();
    await first.ready;
    const producing = (async () => {
      for (let from = 0; from < 20_000; from += 1_000) {
        await produce("usage.events", numbers(from, 1_000).map(usageEvent));
      }
    })();
    await eventually(async () => (await rawRows("usage.events")).length > 0);
    expect(await first.end("SIGTERM")).toBe(0);
    await producing;
    await start().ready;
    await caughtUp();
    expect(await rawRows("usage.events")).toHaveLength(20_000);
  });

  it("recomputes facts and moves the settled watermark past what it has stored", async () => {
    await start().ready;
    await produce("usage.events", numbers(0, 500).map(usageEvent));
    await caughtUp();
    const storedAt = Date.now();
    await eventually(async () => {
      const [row] = await tables.query<{ at: string }>(
        "SELECT max(settled_at) AS at FROM mimamori.watermarks",
      );
      return row !== undefined && Date.parse(row.at) > storedAt;
    });
    const [facts] = await tables.query(
      "SELECT toUInt32(sum(events)) AS events, toUInt32(count()) AS days FROM mimamori.usage_days FINAL",
    );
    const [raw] = await tables.query(
      "SELECT toUInt32(count()) AS events, toUInt32(uniqExact(subject, toDate(occurred_at, 'Asia/Tokyo'))) AS days FROM mimamori.raw_usage_events FINAL",
    );
    expect(facts).toEqual(raw);
  });

  it("shares the partitions between two, and hands them over when one dies", async () => {
    const [one, two] = [start(), start()];
    await Promise.all([one.ready, two.ready]);
    await produce("usage.events", numbers(0, 5_000).map(usageEvent));
    await one.end("SIGKILL");
    await produce("usage.events", numbers(5_000, 5_000).map(usageEvent));
    await caughtUp();
    expect(await rawRows("usage.events")).toHaveLength(10_000);
  });
});
