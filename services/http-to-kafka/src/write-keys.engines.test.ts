// Keys as they are made and revoked while the real service runs.
import { randomUUID } from "node:crypto";
import { deadLetter, exampleEvent } from "@mimamori/event-contracts";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { keyRecord, putKeys, readTopics, startCollector } from "./running-collector.ts";
import type { RunningCollector, TopicReader } from "./running-collector.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const waiting = { timeout: 30_000, interval: 50 };
let topics: TopicReader;
let collectors: readonly RunningCollector[];

beforeAll(async () => {
  topics = await readTopics(engines.kafkaBrokers, `test-${randomUUID()}`);
  collectors = await Promise.all([startCollector(engines), startCollector(engines)]);
});
afterAll(async () => {
  await Promise.all(collectors.map((collector) => collector.stop()));
  await topics.stop();
});

const usage = (): string =>
  JSON.stringify({ ...exampleEvent("usage.feature_used.v1"), id: randomUUID() });
const put = (...keys: Parameters<typeof keyRecord>) =>
  putKeys(engines.kafkaBrokers, [keyRecord(...keys)]);

async function statuses(key: string, body = usage()): Promise<number[]> {
  const headers = { authorization: `Bearer ${key}` };
  const answers = collectors.map((collector) => collector.post(body, headers));
  return (await Promise.all(answers)).map(({ status }) => status);
}

test("a key works at every instance soon after it was made, and at none soon after it was revoked", async () => {
  const key = randomUUID();
  expect(await statuses(key)).toEqual([401, 401]);
  await put(key);
  await vi.waitFor(async () => {
    expect(await statuses(key)).toEqual([202, 202]);
  }, waiting);
  await put(key, { revoked_at: new Date().toISOString() });
  await vi.waitFor(async () => {
    expect(await statuses(key)).toEqual([401, 401]);
  }, waiting);
});

test("keys that were made before it started work from its first request on, and need neither ClickHouse nor Redis", async () => {
  const key = randomUUID();
  await put(key);
  await Promise.all([engines.clickhouse.kill(), engines.redis.kill()]);
  try {
    const late = await startCollector(engines);
    try {
      const answer = await late.post(usage(), { authorization: `Bearer ${key}` });
      expect(answer.status).toBe(202);
      await vi.waitFor(() => {
        expect(late.logged()).toContain("rate limits hold for each process");
      }, waiting);
    } finally {
      await late.stop();
    }
  } finally {
    await Promise.all([engines.clickhouse.restart(), engines.redis.restart()]);
  }
});

test("what a key may not send is refused by name, kept as a dead letter, and leaves its neighbours alone", async () => {
  const key = randomUUID();
  const source = `product-${randomUUID()}`;
  await put(key, { source, families: ["usage"] });
  await vi.waitFor(async () => {
    expect(await statuses(key)).toEqual([202, 202]);
  }, waiting);
  const spend = { ...exampleEvent("billing.acquisition_spend_recorded.v1"), id: randomUUID() };
  const [collector] = collectors;
  const answer = await collector!.post(`[${usage()},${JSON.stringify(spend)}]`, {
    authorization: `Bearer ${key}`,
  });
  expect(answer.status).toBe(202);
  expect(await answer.json()).toMatchObject({
    accepted: 1,
    refused: 1,
    results: [{ status: "accepted" }, { code: "family_not_allowed" }],
  });
  await vi.waitFor(() => {
    const letters = (topics.records.get("dead-letters") ?? []).map(({ value }) =>
      deadLetter.parse(JSON.parse(value!.toString())),
    );
    expect(letters.filter(({ sender }) => sender === source)).toMatchObject([
      { code: "family_not_allowed", format: "cloudevents" },
    ]);
  }, waiting);
});

test("the same holds for other tools' formats: a call that means a profile is refused to a key for usage", async () => {
  const key = randomUUID();
  await put(key, { families: ["usage"] });
  await vi.waitFor(async () => {
    expect(await statuses(key)).toEqual([202, 202]);
  }, waiting);
  const group = { type: "group", userId: "ann", groupId: "acc-1", messageId: randomUUID() };
  const answer = await fetch(`${collectors[0]!.url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` },
    body: JSON.stringify({ batch: [{ ...group, timestamp: new Date().toISOString() }] }),
  });
  expect(await answer.json()).toMatchObject({ refused: [{ code: "family_not_allowed" }] });
});

test("a key's rate holds over all instances together", async () => {
  const key = randomUUID();
  await put(key, { events_per_second: 5 });
  await vi.waitFor(async () => {
    expect((await statuses(key))[0]).not.toBe(401);
  }, waiting);
  const [one, other] = collectors;
  const headers = { authorization: `Bearer ${key}` };
  const many = `[${Array.from({ length: 300 }, usage).join(",")}]`;
  await vi.waitFor(async () => {
    expect((await one!.post(many, headers)).status).toBe(202);
  }, waiting);
  await vi.waitFor(async () => {
    const answer = await other!.post(usage(), headers);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(10);
  }, waiting);
});
