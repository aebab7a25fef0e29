// PostHog's real library sends to the real service.
import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { PostHog } from "posthog-node";
import { parseEvent } from "@mimamori/event-contracts";
import type { ValidEvent } from "@mimamori/event-contracts";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { APP_KEY, readTopics, startCollector } from "./running-collector.ts";
import type { RunningCollector, TopicReader } from "./running-collector.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const waiting = { timeout: 60_000, interval: 50 };

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

function eventsAbout(text: string): ValidEvent[] {
  return [...topics.records].flatMap(([topic, records]) =>
    records.flatMap(({ value }) => {
      if (topic === "dead-letters" || value?.includes(text) !== true) return [];
      const parsed = parseEvent(JSON.parse(value.toString()));
      if (!parsed.ok) throw new Error(parsed.reason);
      return [parsed.event];
    }),
  );
}

test("posthog-node: captures are usage of their group, groupIdentify is the account's profile", async () => {
  const user = randomUUID();
  const account = randomUUID();
  const posthog = new PostHog(APP_KEY, { host: collector.url });
  posthog.capture({ distinctId: user, event: "Report Created", groups: { company: account } });
  posthog.capture({ distinctId: user, event: "Report Created" });
  posthog.groupIdentify({
    groupType: "company",
    groupKey: account,
    properties: { name: "Initech" },
  });
  posthog.identify({ distinctId: user, properties: { name: "Ann" } });
  await posthog.shutdown();
  await vi.waitFor(() => {
    const found = [...new Set([...eventsAbout(user), ...eventsAbout(account)])];
    const kinds = new Set(found.map(({ type, subject }) => `${type} of ${subject}`));
    expect(kinds).toEqual(
      new Set([
        `usage.feature_used.v1 of ${account}`,
        `usage.feature_used.v1 of user:${user}`,
        `account.profile_changed.v1 of ${account}`,
        `account.contact_changed.v1 of user:${user}`,
      ]),
    );
  }, waiting);
});

test("a single capture, compressed as browsers do, is taken; a wrong key is not", async () => {
  const user = randomUUID();
  const capture = { event: "x", distinct_id: user, timestamp: new Date() };
  const send = (key: string) =>
    fetch(`${collector.url}/i/v0/e/?compression=gzip-js`, {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: gzipSync(JSON.stringify({ ...capture, api_key: key })),
    });
  expect((await send("guess")).status).toBe(401);
  const response = await send(APP_KEY);
  expect([response.status, await response.json()]).toEqual([200, { status: "Ok" }]);
  await vi.waitFor(() => {
    expect(eventsAbout(user)).toHaveLength(1);
  }, waiting);
});
