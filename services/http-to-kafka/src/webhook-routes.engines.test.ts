// Tools call the real service: who proves a secret is taken, and what became of the message is in the topics.
import { createHmac, randomUUID } from "node:crypto";
import Stripe from "stripe";
import { deadLetter } from "@mimamori/event-contracts";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { readTopics, startCollector } from "./running-collector.ts";
import type { RunningCollector, TopicReader } from "./running-collector.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const waiting = { timeout: 60_000, interval: 50 };
const WEBHOOK_SECRETS = [
  "stripe:whsec_old,stripe:whsec_new,beamer:hush,formrun:in-the-url",
  "chargebee:user:pass,paddle:key,zendesk:secret,intercom:client",
].join(",");

let topics: TopicReader;
let collector: RunningCollector;

beforeAll(async () => {
  topics = await readTopics(engines.kafkaBrokers, `test-${randomUUID()}`);
  collector = await startCollector(engines, { WEBHOOK_SECRETS });
});
afterAll(async () => {
  await collector.stop();
  await topics.stop();
});

function post(path: string, body: string, headers: Record<string, string> = {}) {
  const url = `${collector.url}/v1/sources/${path}`;
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
}

function stored(topic: string, text: string): Promise<readonly unknown[]> {
  return vi.waitFor(() => {
    const found = (topics.records.get(topic) ?? []).filter(({ value }) => value?.includes(text));
    expect(found).not.toHaveLength(0);
    return found.map(({ value }) => JSON.parse(value!.toString()) as unknown);
  }, waiting);
}

function creditNote(id: string, changes: object = {}): string {
  const object = { id, object: "credit_note", customer: "cus_1", currency: "usd", total: 900 };
  const created = Math.floor(Date.now() / 1_000);
  const event = { id: `evt_${id}`, object: "event", type: "credit_note.created", created };
  return JSON.stringify({ ...event, data: { object: { ...object, ...changes } } });
}

function signed(payload: string, secret: string): Record<string, string> {
  const { webhooks } = new Stripe("sk_test_nobody");
  return { "stripe-signature": webhooks.generateTestHeaderString({ payload, secret }) };
}

describe("Stripe", () => {
  test.each(["whsec_old", "whsec_new"])("a message signed with %s is taken", async (secret) => {
    const id = randomUUID();
    const body = creditNote(id);
    const response = await post("stripe", body, signed(body, secret));
    expect([response.status, await response.json()]).toEqual([200, { received: true }]);
    expect(await stored("billing.events", id)).toMatchObject([
      { id: `evt_${id}`, source: "stripe", subject: "cus_1" },
    ]);
  });

  test("a message that nobody signed is not, and leaves nothing behind", async () => {
    const body = creditNote("nobody");
    expect((await post("stripe", body)).status).toBe(401);
    expect((await post("stripe", body, signed(body, "whsec_guess"))).status).toBe(401);
  });

  test("what cannot be mapped is acknowledged, and kept with the reason", async () => {
    const id = randomUUID();
    const body = creditNote(id, { currency: "bitcoin" });
    const response = await post("stripe", body, signed(body, "whsec_new"));
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { received: true, refused: [{}] },
    ]);
    await vi.waitFor(() => {
      const letters = (topics.records.get("dead-letters") ?? []).map(({ value }) =>
        deadLetter.parse(JSON.parse(value!.toString())),
      );
      const letter = letters.find(({ original_base64: bytes }) =>
        Buffer.from(bytes, "base64").includes(id),
      );
      expect(letter).toMatchObject({ sender: "stripe", code: "contract_violation" });
    }, waiting);
  });
});

const hmac = (algorithm: string, key: string, text: string) =>
  createHmac(algorithm, key).update(text);

/** A message of each tool that is about `id`, and the headers that prove it. */
const MESSAGES: Record<string, (id: string) => { body: string; headers: Record<string, string> }> =
  {
    chargebee: (id) => ({
      body: JSON.stringify({
        id,
        event_type: "customer_changed",
        occurred_at: 1_769_817_600,
        content: { customer: { id } },
      }),
      headers: { authorization: `Basic ${Buffer.from("user:pass").toString("base64")}` },
    }),
    paddle: (id) => {
      const body = JSON.stringify({
        event_id: id,
        event_type: "customer.updated",
        occurred_at: "2026-01-31T00:00:00Z",
        data: { id },
      });
      const ts = Math.floor(Date.now() / 1_000);
      const h1 = hmac("sha256", "key", `${ts}:${body}`).digest("hex");
      return { body, headers: { "paddle-signature": `ts=${ts};h1=${h1}` } };
    },
    zendesk: (id) => {
      const body = JSON.stringify({
        id,
        type: "zen:event-type:organization.created",
        time: "2026-01-31T00:00:00Z",
        detail: { id, name: "春" },
      });
      const time = "2026-01-31T00:00:01Z";
      return {
        body,
        headers: {
          "x-zendesk-webhook-signature-timestamp": time,
          "x-zendesk-webhook-signature": hmac("sha256", "secret", time + body).digest("base64"),
        },
      };
    },
    intercom: (id) => {
      const item = { type: "company", id, company_id: id, name: "春" };
      const notification = {
        id,
        topic: "company.updated",
        created_at: 1_769_817_600,
        data: { item },
      };
      const body = JSON.stringify(notification);
      const signature = hmac("sha1", "client", body).digest("hex");
      return { body, headers: { "x-hub-signature": `sha1=${signature}` } };
    },
  };

test.each(Object.entries(MESSAGES))(
  "%s is taken with its proof, and not without",
  async (tool, messageOf) => {
    const id = randomUUID();
    const { body, headers } = messageOf(id);
    expect((await post(tool, body)).status).toBe(401);
    expect((await post(tool, `${body} `, headers)).status).toBe(tool === "chargebee" ? 200 : 401);
    const response = await post(tool, body, headers);
    expect([response.status, await response.json()]).toEqual([200, { received: true }]);
    expect(await stored("account.events", id)).toContainEqual(
      expect.objectContaining({ source: tool, type: "account.profile_changed.v1" }),
    );
  },
);

test("Beamer's array is taken whole, with its secret in a header", async () => {
  const users = [randomUUID(), randomUUID()];
  const answers = users.map((userId) => ({ date: "2026-01-31T09:30:00Z", score: 9, userId }));
  const response = await post("beamer", JSON.stringify(answers), {
    "beamer-webhook-secret": "hush",
  });
  expect([response.status, await response.json()]).toEqual([200, { received: true }]);
  for (const user of users) {
    expect(await stored("engagement.events", user)).toMatchObject([{ subject: `user:${user}` }]);
  }
});

test("formrun's answer is taken with its secret in the URL, as JSON and as a form's fields", async () => {
  const answer = { 評価: "8", email: `${randomUUID()}@example.jp`, created_at: "2026/01/31 18:30" };
  expect((await post("formrun", JSON.stringify(answer))).status).toBe(401);
  expect((await post("formrun/guess", JSON.stringify(answer))).status).toBe(401);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const asFields = new URLSearchParams(answer).toString();
  expect((await post("formrun/in-the-url", asFields, headers)).status).toBe(200);
  expect((await post("formrun/in-the-url", JSON.stringify(answer))).status).toBe(200);
  const events = await stored("engagement.events", answer.email);
  expect(events[0]).toMatchObject({ time: "2026-01-31T09:30:00.000Z", data: { score: 8 } });
});

test("a tool that is not known is not connected, nor is a known one without a secret of ours", async () => {
  const unconnected = await startCollector(engines);
  const url = `${unconnected.url}/v1/sources/stripe`;
  expect((await fetch(url, { method: "POST", body: "{}" })).status).toBe(404);
  await unconnected.stop();
  expect((await post("nobody", "{}")).status).toBe(404);
});
