// The whole chain as one customer's events pass through it: HTTP, Kafka, raw rows, facts, a score, the topic of changes.
import { setTimeout as delay } from "node:timers/promises";
import { startTestInstallation } from "@mimamori/command-line/testing";
import type { TestInstallation } from "@mimamori/command-line/testing";
import { runConsumer } from "@mimamori/kafka-stream";
import { afterAll, beforeAll, expect, test } from "vitest";

const ACCOUNT = "acme";
const DAY_MS = 86_400_000;
const SERVICES = ["http-to-kafka", "kafka-to-clickhouse", "clickhouse-to-scores"] as const;

let installation: TestInstallation;

interface Score {
  score: number;
  coverage: number;
  run_id: string;
}

let sent = 0;
function event(type: string, timeMs: number, data: object): object {
  sent += 1;
  const time = new Date(timeMs).toISOString();
  const envelope = { specversion: "1.0", id: `e-${sent}`, source: "test", subject: ACCOUNT };
  return { ...envelope, type, time, knownat: time, data };
}

async function post(events: readonly object[]): Promise<void> {
  const { url, historyWriteKey } = installation.collector;
  const answer = await fetch(`${url}/v1/events`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${historyWriteKey}`,
      "content-type": "application/cloudevents-batch+json",
    },
    body: JSON.stringify(events),
  });
  expect([answer.status, await answer.json()]).toMatchObject([202, { accepted: events.length }]);
}

function history(nowMs: number): object[] {
  const usage = Array.from({ length: 80 }, (_, day) =>
    event("usage.feature_used.v1", nowMs - day * DAY_MS - 60_000, {
      feature: day % 2 === 0 ? "reports" : "exports",
      user: `user-${day % 8}`,
      quantity: 12,
    }),
  );
  const startedMs = nowMs - 90 * DAY_MS;
  const subscription = {
    subscription_id: "s-1",
    status: "active",
    items: [{ product: "pro", seats: 10, amount_minor: 50_000 }],
    currency: "JPY",
    interval: { unit: "month", count: 1 },
  };
  return [
    event("account.profile_changed.v1", startedMs, { name: "Acme", segment: "smb", country: "JP" }),
    event("billing.subscription_changed.v1", startedMs, subscription),
    event("engagement.survey_answered.v1", nowMs - DAY_MS, nps(9)),
    ...usage,
  ];
}

function nps(score: number): object {
  return { kind: "nps", score, respondent: "user-1" };
}

/** The account's score that holds now, once it satisfies the condition. */
async function scoreThat(isWanted: (score: Score) => boolean): Promise<Score> {
  for (;;) {
    const [found] = await installation.tables.query<Score>(
      `SELECT score, coverage, run_id FROM cs.health_scores_latest WHERE account = '${ACCOUNT}' AND score IS NOT NULL`,
    );
    if (found !== undefined && isWanted(found)) return found;
    await delay(1_000);
  }
}

async function changesOf(runId: string): Promise<unknown[]> {
  const changes: { data: { run_id: string } }[] = [];
  const consumer = await runConsumer({
    ...installation.kafka,
    groupId: "test-changes",
    topics: ["score.changes"],
    handleBatch: ({ records }) => {
      for (const { value } of records) {
        changes.push(JSON.parse(String(value)) as (typeof changes)[number]);
      }
      return Promise.resolve();
    },
  });
  while (!changes.some(({ data }) => data.run_id === runId)) await delay(200);
  await consumer.stop();
  return changes.filter(({ data }) => data.run_id === runId).map(({ data }) => data);
}

beforeAll(async () => {
  installation = await startTestInstallation({ on: "memory" });
  for (const service of SERVICES) await installation.start(service);
});

afterAll(async () => {
  await installation.remove();
});

test("a bad survey answer sent over HTTP lowers the account's score by itself, and the change is published", async () => {
  await post(history(Date.now()));
  const before = await scoreThat(() => true);
  expect(before.score).toBeGreaterThan(75);
  expect(before.coverage).toBeGreaterThan(0.5);

  await post([event("engagement.survey_answered.v1", Date.now() - 1_000, nps(0))]);
  const after = await scoreThat(({ run_id }) => run_id !== before.run_id);
  expect(after.score).toBeLessThan(before.score - 5);

  const changes = await changesOf(after.run_id);
  expect(changes).toContainEqual(
    expect.objectContaining({
      account: ACCOUNT,
      field: "health_score",
      before: Math.round(before.score * 10) / 10,
      after: Math.round(after.score * 10) / 10,
    }),
  );
});
