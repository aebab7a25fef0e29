// The official SDK of CloudEvents sends to the real service, in each mode of its HTTP binding.
import { randomUUID } from "node:crypto";
import { CloudEvent, HTTP } from "cloudevents";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import type { Answer } from "./collect-events.ts";
import { readTopics, startCollector } from "./running-collector.ts";
import type { RunningCollector, TopicReader } from "./running-collector.ts";

const engines = attachSharedEngines(inject("sharedEngines"));

let topics: TopicReader;
let collector: RunningCollector;

beforeAll(async () => {
  topics = await readTopics(engines.kafkaBrokers, `test-${randomUUID()}`);
  collector = await startCollector(engines);
});
afterAll(async () => {
  await collector.stop();
  await topics.stop();
});

function eventOf(changes: object = {}): CloudEvent<unknown> {
  return new CloudEvent({
    source: "sdk",
    type: "usage.feature_used.v1",
    subject: "acme",
    time: "2026-01-31T09:30:00.000Z",
    sequence: 3,
    data: { feature: "export", user: "ann" },
    ...changes,
  });
}

/** The event with this id as it stands in its topic. */
async function stored(id: string): Promise<unknown> {
  return vi.waitFor(
    () => {
      const records = topics.records.get("usage.events") ?? [];
      const record = records.find(({ value }) => value?.includes(id));
      expect(record).toBeDefined();
      return JSON.parse(record!.value!.toString()) as unknown;
    },
    { timeout: 60_000, interval: 50 },
  );
}

test.each(["binary", "structured"] as const)("%s mode: the topic has the event", async (mode) => {
  const event = eventOf();
  const { headers, body } = HTTP[mode](event);
  const response = await collector.post(body as string, headers as Record<string, string>);
  expect([response.status, await response.json()]).toMatchObject([202, { accepted: 1 }]);
  expect(await stored(event.id)).toMatchObject({
    id: event.id,
    subject: "acme",
    time: "2026-01-31T09:30:00.000Z",
    sequence: 3,
    data: { feature: "export", user: "ann" },
  });
});

test("binary mode: what a header cannot hold comes percent-encoded, and stands in the topic as it is meant", async () => {
  const { headers, body } = HTTP.binary(eventOf());
  const id = `日本-${randomUUID()}`;
  const encoded = { ...(headers as Record<string, string>), "ce-id": encodeURIComponent(id) };
  expect((await collector.post(body as string, encoded)).status).toBe(202);
  expect(await stored(id)).toMatchObject({ id });
});

test("batch mode: the topic has all of them", async () => {
  const batch = [eventOf(), eventOf()];
  const headers = { "content-type": "application/cloudevents-batch+json" };
  const response = await collector.post(JSON.stringify(batch), headers);
  expect([response.status, await response.json()]).toMatchObject([202, { accepted: 2 }]);
  for (const { id } of batch) expect(await stored(id)).toMatchObject({ id });
});

test("binary mode: what the event lacks is told as in the other modes", async () => {
  const { headers, body } = HTTP.binary(eventOf({ data: { user: "ann" } }));
  const response = await collector.post(body as string, headers as Record<string, string>);
  const { results } = (await response.json()) as Answer;
  expect([response.status, results[0]]).toMatchObject([400, { code: "contract_violation" }]);
});
