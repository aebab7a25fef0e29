import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { deadLetter } from "@mimamori/event-contracts";
import type { DeadLetter } from "@mimamori/event-contracts";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import type { Answer } from "./collect-events.ts";
import { APP_KEY, IMPORT_KEY, readTopics, startCollector } from "./running-collector.ts";
import type { RunningCollector, TopicReader } from "./running-collector.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const waiting = { timeout: 90_000, interval: 50 };

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

function event(changes: object = {}) {
  return {
    specversion: "1.0",
    id: randomUUID(),
    source: "test",
    type: "usage.feature_used.v1",
    subject: "account-1",
    time: "2026-01-31T09:30:00.000Z",
    data: { feature: "export" },
    ...changes,
  };
}

async function answerOf(response: Response): Promise<Answer> {
  return (await response.json()) as Answer;
}

/** How often an event with this id is in a topic. */
function timesStored(topic: string, id: string): number {
  const records = topics.records.get(topic) ?? [];
  return records.filter(({ value }) => value?.includes(id)).length;
}

function letters(): DeadLetter[] {
  const records = topics.records.get("dead-letters") ?? [];
  return records.map(({ value }) => deadLetter.parse(JSON.parse(value!.toString())));
}

/** Waits for the dead letter whose original is exactly this. */
async function letterFor(original: string): Promise<DeadLetter> {
  const encoded = Buffer.from(original).toString("base64");
  return vi.waitFor(() => {
    const letter = letters().find(({ original_base64 }) => original_base64 === encoded);
    expect(letter).toBeDefined();
    return letter!;
  }, waiting);
}

describe("202", () => {
  test("every accepted event of a batch is in its topic under its subject, as it was sent", async () => {
    const usage = event();
    const profile = event({ type: "account.profile_changed.v1", data: { name: "春" } });
    const response = await collector.post(JSON.stringify([usage, profile], undefined, 1), {
      "content-type": "application/cloudevents-batch+json",
    });
    expect(response.status).toBe(202);
    expect(await answerOf(response)).toMatchObject({ accepted: 2, refused: 0 });
    await vi.waitFor(() => {
      expect(timesStored("usage.events", usage.id)).toBe(1);
      expect(timesStored("account.events", profile.id)).toBe(1);
    }, waiting);
    const stored = topics.records
      .get("account.events")
      ?.find(({ value }) => value?.includes(profile.id));
    expect(stored?.key?.toString()).toBe("account-1");
    expect(JSON.parse(stored!.value!.toString())).toEqual(profile);
  });

  test("a batch with a wrong event says which and why; the rest goes in, the wrong one is kept", async () => {
    const good = event();
    const wrong = event({ data: { feature: "" } });
    const response = await collector.post(JSON.stringify([wrong, good]));
    expect(response.status).toBe(202);
    expect(await answerOf(response)).toEqual({
      accepted: 1,
      refused: 1,
      results: [
        {
          index: 0,
          id: wrong.id,
          status: "refused",
          code: "contract_violation",
          reason: expect.stringContaining("feature"),
        },
        { index: 1, id: good.id, status: "accepted" },
      ],
    });
    expect(await letterFor(JSON.stringify(wrong))).toMatchObject({ sender: "app" });
    await vi.waitFor(() => {
      expect(timesStored("usage.events", good.id)).toBe(1);
    }, waiting);
    expect(timesStored("usage.events", wrong.id)).toBe(0);
  });

  test("knownat is taken from a key that may set it, and from no other", async () => {
    const body = JSON.stringify(event({ knownat: "2026-02-01T00:00:00Z" }));
    const imported = await collector.post(body, { authorization: `Bearer ${IMPORT_KEY}` });
    expect(imported.status).toBe(202);
    const fromApp = await collector.post(body);
    expect(fromApp.status).toBe(400);
    expect((await answerOf(fromApp)).results[0]?.code).toBe("knownat_not_allowed");
  });

  test("the key may come as the user of Basic", async () => {
    const basic = Buffer.from(`${APP_KEY}:`).toString("base64");
    const response = await collector.post(JSON.stringify(event()), {
      authorization: `Basic ${basic}`,
    });
    expect(response.status).toBe(202);
  });
});

describe("400", () => {
  test("a body that is no JSON is kept as a dead letter, byte for byte", async () => {
    const body = `{"id": "${randomUUID()}", `;
    const response = await collector.post(body);
    expect(response.status).toBe(400);
    expect((await answerOf(response)).results[0]?.code).toBe("not_json");
    expect(await letterFor(body)).toMatchObject({ code: "not_json", sender: "app" });
  });

  test("an event above 64 KiB is refused as oversize", async () => {
    const response = await collector.post(JSON.stringify(event({ note: "x".repeat(65_536) })));
    expect(response.status).toBe(400);
    expect((await answerOf(response)).results[0]?.code).toBe("oversize");
  });

  test("the same refusal twice is one dead letter's id", async () => {
    const body = JSON.stringify(event({ type: "unheard.of.v1" }));
    await collector.post(body);
    await collector.post(body);
    const { original_base64 } = await letterFor(body);
    await vi.waitFor(() => {
      const same = letters().filter((letter) => letter.original_base64 === original_base64);
      expect(same).toHaveLength(2);
      expect(new Set(same.map(({ id }) => id)).size).toBe(1);
    }, waiting);
  });
});

describe("a request that is refused as a whole stores nothing", () => {
  test.each([
    ["no key", { authorization: "" }],
    ["a wrong key", { authorization: "Bearer guess" }],
  ])("401 for %s", async (_case, headers) => {
    const sent = event();
    const response = await collector.post(JSON.stringify(sent), headers);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect(timesStored("usage.events", sent.id)).toBe(0);
  });

  test("413 for a body above 1 MiB", async () => {
    const response = await collector.post("x".repeat(1024 * 1024 + 1));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: "body_too_large" });
  });

  test("413 for more than 1,000 events", async () => {
    const sent = event();
    const response = await collector.post(JSON.stringify(Array<object>(1_001).fill(sent)));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: "too_many_events" });
    expect(timesStored("usage.events", sent.id)).toBe(0);
  });

  test.each([
    [{ "content-type": "text/plain" }],
    [{ "content-type": "application/x-ndjson" }],
    [{ "content-type": "application/json", "content-encoding": "gzip" }],
  ])("415 for %j", async (headers) => {
    const response = await collector.post(JSON.stringify(event()), headers);
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ error: "unsupported_media_type" });
  });

  test("404 for any other place, in a sentence", async () => {
    const response = await fetch(`${collector.url}/v1/event`, { method: "POST" });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("POST /v1/events");
  });
});

test("429 with Retry-After to a key that is too fast; another key goes on", async () => {
  const slow = await startCollector(engines, { RATE_LIMIT_EVENTS_PER_SECOND: "2" });
  try {
    const batch = JSON.stringify(Array.from({ length: 20 }, () => event()));
    expect((await slow.post(batch)).status).toBe(202);
    const response = await slow.post(JSON.stringify(event()));
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(1);
    // 100 events more, all turned away: had they been charged, it would be a minute.
    for (let again = 0; again < 5; again += 1) expect((await slow.post(batch)).status).toBe(429);
    const later = await slow.post(JSON.stringify(event()));
    expect(Number(later.headers.get("retry-after"))).toBeLessThan(20);
    const other = await slow.post(batch, { authorization: `Bearer ${IMPORT_KEY}` });
    expect(other.status).toBe(202);
  } finally {
    await slow.stop();
  }
});

test("while Kafka is dead it answers 503 with Retry-After and never 202; what got 202 is there afterwards", async () => {
  const accepted: string[] = [];
  const refusals: Response[] = [];
  const stop = new AbortController();
  const sendUntilStopped = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const sent = event();
      const response = await collector.post(JSON.stringify(sent));
      if (response.status === 202) accepted.push(sent.id);
      else refusals.push(response);
    }
  };
  const acceptedAfter = async (count: number): Promise<void> => {
    await vi.waitFor(() => {
      expect(accepted.length).toBeGreaterThan(count);
    }, waiting);
  };
  const sending = sendUntilStopped();
  await acceptedAfter(10);
  await engines.kafka.kill();
  try {
    const before = accepted.length;
    const response = await collector.post(JSON.stringify(event()));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: "kafka_unavailable" });
    // One answer may have been on its way when the broker died.
    expect(accepted.length).toBeLessThanOrEqual(before + 1);
  } finally {
    await engines.kafka.restart();
  }
  await acceptedAfter(accepted.length + 10);
  stop.abort();
  await sending;
  expect(refusals.map(({ status }) => status)).toEqual(refusals.map(() => 503));
  expect(refusals.every(({ headers }) => headers.has("retry-after"))).toBe(true);
  await vi.waitFor(() => {
    expect(accepted.filter((id) => timesStored("usage.events", id) === 0)).toEqual([]);
  }, waiting);
});

test("SIGTERM lets a request in hand end with its answer and its kept-alive connection, then the process ends with 0", async () => {
  const leaving = await startCollector(engines);
  const body = JSON.stringify(event());
  const { port } = new URL(leaving.url);
  const socket = connect(Number(port), "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk.toString()));
  const head = [
    "POST /v1/events HTTP/1.1",
    "host: test",
    `authorization: Bearer ${APP_KEY}`,
    "content-type: application/json",
    `content-length: ${body.length}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body.slice(0, 10)}`);
  await vi.waitFor(async () => {
    expect((await fetch(`${leaving.healthUrl}/readyz`)).status).toBe(200);
  }, waiting);
  const exit = leaving.stop();
  await vi.waitFor(async () => {
    expect((await fetch(`${leaving.healthUrl}/readyz`)).status).toBe(503);
  }, waiting);
  socket.write(body.slice(10));
  await once(socket, "close");
  expect(answer).toContain("202");
  expect(await exit).toBe(0);
});

test("neither keys nor bodies are ever logged, and metrics count what happened", async () => {
  const secret = `customer-${randomUUID()}`;
  await collector.post(JSON.stringify(event({ data: { feature: secret } })));
  await collector.post(`{"feature": "${secret}`);
  expect(collector.logged()).not.toContain(secret);
  expect(collector.logged()).not.toContain(APP_KEY);
  const metrics = await (await fetch(`${collector.healthUrl}/metrics`)).text();
  expect(metrics).toMatch(/mimamori_collector_accepted_events_total\{topic="usage.events"\} \d+/);
  expect(metrics).toMatch(/mimamori_collector_refused_events_total\{code="not_json"\} \d+/);
  expect(metrics).toMatch(/mimamori_collector_requests_total\{status="503"\} \d+/);
});
