// The real SDKs of Segment and RudderStack send to the real service.
import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import Rudder from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import { deadLetter, parseEvent } from "@mimamori/event-contracts";
import type { DeadLetter, ValidEvent } from "@mimamori/event-contracts";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { APP_KEY, readTopics, startCollector } from "./running-collector.ts";
import type { RunningCollector, TopicReader } from "./running-collector.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const waiting = { timeout: 60_000, interval: 50 };

let topics: TopicReader;
let collector: RunningCollector;
/** Lets three events a second pass, so that the second request of a sender has to wait. */
let slowCollector: RunningCollector;

beforeAll(async () => {
  topics = await readTopics(engines.kafkaBrokers, `test-${randomUUID()}`);
  collector = await startCollector(engines);
  slowCollector = await startCollector(engines, { RATE_LIMIT_EVENTS_PER_SECOND: "3" });
});
afterAll(async () => {
  await collector.stop();
  await slowCollector.stop();
  await topics.stop();
});

/** The events of a user that are in the topics, in their order there. */
function eventsAbout(user: string): ValidEvent[] {
  return [...topics.records].flatMap(([topic, records]) =>
    records.flatMap(({ value }) => {
      if (topic === "dead-letters" || value?.includes(user) !== true) return [];
      const parsed = parseEvent(JSON.parse(value.toString()));
      if (!parsed.ok) throw new Error(parsed.reason);
      return [parsed.event];
    }),
  );
}

async function lettersWith(text: string): Promise<DeadLetter[]> {
  return vi.waitFor(() => {
    const letters = (topics.records.get("dead-letters") ?? [])
      .map(({ value }) => deadLetter.parse(JSON.parse(value!.toString())))
      .filter(({ original_base64: bytes }) => Buffer.from(bytes, "base64").includes(text));
    expect(letters).not.toHaveLength(0);
    return letters;
  }, waiting);
}

function send(path: string, body: string | Buffer, headers: Record<string, string> = {}) {
  const basic = Buffer.from(`${APP_KEY}:`).toString("base64");
  return fetch(`${collector.url}/v1/${path}`, {
    method: "POST",
    headers: { authorization: `Basic ${basic}`, "content-type": "application/json", ...headers },
    body,
  });
}

describe("@segment/analytics-node", () => {
  test("its track, group, identify and page calls are usage, profile, link and contact", async () => {
    const user = randomUUID();
    const account = randomUUID();
    const segment = new Analytics({ writeKey: APP_KEY, host: collector.url });
    segment.group({ userId: user, groupId: account, traits: { name: "Initech" } });
    segment.track({ userId: user, event: "Report Created", context: { groupId: account } });
    segment.identify({ userId: user, traits: { name: "Ann" } });
    segment.page({ userId: user, name: "Home" });
    await segment.closeAndFlush();
    await vi.waitFor(() => {
      const kinds = eventsAbout(user).map(({ type, subject }) => `${type} of ${subject}`);
      expect(kinds.toSorted()).toEqual(
        [
          `account.contact_changed.v1 of user:${user}`,
          `account.user_linked.v1 of ${account}`,
          `usage.feature_used.v1 of ${account}`,
          `usage.feature_used.v1 of user:${user}`,
        ].toSorted(),
      );
      expect(eventsAbout(account)).toContainEqual(
        expect.objectContaining({ type: "account.profile_changed.v1", source: "app" }),
      );
    }, waiting);
  });

  test("waits as long as a 429 tells it to, and then all that it had is in", async () => {
    const user = randomUUID();
    const segment = new Analytics({ writeKey: APP_KEY, host: slowCollector.url, flushAt: 5 });
    const answers: { status: number; retryAfter: unknown; reset: unknown }[] = [];
    segment.on("http_response", ({ status, headers }) => {
      answers.push({
        status,
        retryAfter: headers["retry-after"],
        reset: headers["x-ratelimit-reset"],
      });
    });
    for (let at = 0; at < 5; at += 1) segment.track({ userId: user, event: "first" });
    await vi.waitFor(() => {
      expect(answers).toHaveLength(1);
    }, waiting);
    for (let at = 0; at < 5; at += 1) segment.track({ userId: user, event: "second" });
    await segment.closeAndFlush();
    // One 429 and no more: had it not waited, there would be several.
    expect(answers.map(({ status }) => status)).toEqual([200, 429, 200]);
    expect(Number(answers[1]?.retryAfter)).toBeGreaterThan(0);
    expect(answers[1]?.reset).toBe(answers[1]?.retryAfter);
    await vi.waitFor(() => {
      expect(eventsAbout(user)).toHaveLength(10);
    }, waiting);
  });
});

describe("@rudderstack/rudder-sdk-node", () => {
  test("its compressed batches are taken, and it comes back after a 429", async () => {
    const user = randomUUID();
    const rudder = new Rudder(APP_KEY, { dataPlaneUrl: slowCollector.url, flushAt: 5 });
    for (let at = 0; at < 5; at += 1) rudder.track({ userId: user, event: "first" });
    await vi.waitFor(() => {
      expect(eventsAbout(user)).toHaveLength(5);
    }, waiting);
    for (let at = 0; at < 5; at += 1) rudder.track({ userId: user, event: "second" });
    await rudder.flush();
    await vi.waitFor(() => {
      expect(eventsAbout(user)).toHaveLength(10);
    }, waiting);
    const [event] = eventsAbout(user);
    expect(event).toMatchObject({
      type: "usage.feature_used.v1",
      data: { feature: "first", user },
    });
  });
});

describe("the tracking API", () => {
  test("takes the write key from the body where no header has it, and nobody without one", async () => {
    const userId = randomUUID();
    const call = { userId, event: "x", writeKey: APP_KEY };
    const headers = { authorization: "Bearer a-token-of-theirs" };
    const response = await send("track", JSON.stringify(call), headers);
    expect([response.status, await response.json()]).toEqual([200, { success: true }]);
    const wrong = await send("track", JSON.stringify({ ...call, writeKey: "guess" }), headers);
    expect(wrong.status).toBe(401);
    await vi.waitFor(() => {
      expect(eventsAbout(userId)).toHaveLength(1);
    }, waiting);
  });

  test("answers 200 to a batch with a wrong call, takes the others, and keeps the wrong one", async () => {
    const userId = randomUUID();
    const mistake = randomUUID();
    const batch = [
      { type: "track", userId, event: "x" },
      { type: "track", userId: mistake },
    ];
    const response = await send("batch", JSON.stringify({ batch, sentAt: new Date() }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      success: true,
      refused: [{ code: "contract_violation", reason: expect.stringContaining("event") }],
    });
    const [letter] = await lettersWith(mistake);
    expect(letter).toMatchObject({ code: "contract_violation", sender: "app" });
    await vi.waitFor(() => {
      expect(eventsAbout(userId)).toHaveLength(1);
    }, waiting);
  });

  test.each([
    ["track", { event: "x", properties: { note: "x".repeat(33_000) } }],
    ["batch", { batch: [], context: { note: "x".repeat(513_000) } }],
  ])("answers 400 to a %s above Segment's size, and keeps it", async (path, fields) => {
    const userId = randomUUID();
    const response = await send(path, JSON.stringify({ userId, ...fields }));
    expect(response.status).toBe(400);
    expect(await lettersWith(userId)).toMatchObject([{ code: "oversize" }]);
  });

  test("answers 200 to a batch of too many calls, of which none goes in", async () => {
    const userId = randomUUID();
    const batch = [{ userId }, ...Array.from({ length: 2_500 }, () => ({}))];
    const response = await send("batch", JSON.stringify({ batch }));
    expect(response.status).toBe(200);
    expect(await lettersWith(userId)).toMatchObject([{ code: "oversize" }]);
  });

  test("answers 400 to what is no JSON, and keeps it byte for byte", async () => {
    const text = `{"userId":"${randomUUID()}"`;
    expect((await send("track", text)).status).toBe(400);
    const [letter] = await lettersWith(text);
    expect(Buffer.from(letter!.original_base64, "base64").toString()).toBe(text);
  });

  test("does not unfold a bomb of compressed zeroes", async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    expect((await send("batch", bomb, { "content-encoding": "gzip" })).status).toBe(400);
  });
});
