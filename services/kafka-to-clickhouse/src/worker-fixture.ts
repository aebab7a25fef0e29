// For the tests of this service: the real engines, emptied; batches made by hand; and the service itself as a process.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { connectClickhouse, rawTableOf } from "@mimamori/clickhouse-tables";
import {
  emptyTables as emptyAllTables,
  migrateForTests,
} from "@mimamori/clickhouse-tables/testing";
import { DEAD_LETTERS_TOPIC, EVENT_TOPICS, exampleEvent } from "@mimamori/event-contracts";
import type { EventTopic } from "@mimamori/event-contracts";
import { connectAdmin, connectProducer } from "@mimamori/kafka-stream";
import type { IncomingRecord, RecordBatch } from "@mimamori/kafka-stream";
import { createLog, MetricsRegistry, SERVICE_NODE_ARGUMENTS } from "@mimamori/service-lifecycle";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { inject } from "vitest";
import type { IngestContext } from "./ingest-batch.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { createRetention } from "./retention.ts";
import { createMetrics } from "./metrics.ts";

const CHECKOUT = path.join(import.meta.dirname, "../../..");
const MAIN = "services/kafka-to-clickhouse/src/main.ts";
const GROUP_ID = "kafka-to-clickhouse";
const TOPICS = [...EVENT_TOPICS, DEAD_LETTERS_TOPIC];
const log = createLog("test", "error");

export const engines = attachSharedEngines(inject("sharedEngines"));
export const tables = connectClickhouse({
  url: engines.clickhouseUrl,
  user: engines.clickhouseUser,
  password: engines.clickhousePassword,
});
const kafka = { brokers: [engines.kafkaBrokers], clientId: "test", log };
export const admin = await connectAdmin(kafka);
const producer = await connectProducer(kafka);

export async function disconnect(): Promise<void> {
  await Promise.all([producer.disconnect(), admin.disconnect(), tables.close()]);
}

/** Tables and topics as on the first day. */
export async function startEmpty(): Promise<void> {
  await migrateForTests(tables);
  await emptyTables();
  const existing = await admin.listTopics();
  await admin.deleteTopics(TOPICS.filter((topic) => existing.includes(topic)));
  const config = { "message.timestamp.type": "LogAppendTime", "max.message.bytes": "4194304" };
  const wanted = TOPICS.map((name) => ({ name, partitions: 4, replicationFactor: 1, config }));
  // Kafka forgets a deleted topic a moment after it said so.
  await eventually(async () => {
    await admin.ensureTopics(wanted);
    return (await admin.readGroupLag(GROUP_ID, TOPICS)).every(({ endOffset }) => endOffset === 0n);
  });
}

export function emptyTables(): Promise<void> {
  return emptyAllTables(tables);
}

/** Waits until it is so; an error counts as "not yet". The test's own time limit ends the waiting. */
export async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await delay(100);
}

export async function produce(
  topic: string,
  events: readonly { readonly subject: string; readonly value: Buffer | string }[],
): Promise<void> {
  await producer.send(
    topic,
    events.map(({ subject, value }) => ({ key: subject, value })),
  );
}

/** Until the group has committed everything, dead letters too. */
export async function caughtUp(): Promise<void> {
  await eventually(async () => {
    const lags = await admin.readGroupLag(GROUP_ID, TOPICS);
    return lags.every(({ lag }) => lag === 0n);
  });
}

/** What a topic's raw table holds after deduplication, in the order of its key. */
export function rawRows(topic: EventTopic): Promise<Record<string, unknown>[]> {
  return tables.query(
    `SELECT * FROM ${rawTableOf(topic)} FINAL ORDER BY subject, time, source, id`,
  );
}

/** A usage event that differs from every other by `number`; some 40 per account and day. */
export function usageEvent(number: number): { subject: string; value: string; id: string } {
  const subject = `account-${number % 50}`;
  const id = `event-${number}`;
  const time = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString();
  const data = { feature: `feature-${number % 7}`, user: `user-${number % 11}` };
  const event = { ...exampleEvent("usage.feature_used.v1"), subject, id, time, data };
  return { subject, id, value: JSON.stringify(event) };
}

export function recordOf(value: string, offset: number, appendedAtMs: number): IncomingRecord {
  return {
    offset: BigInt(offset),
    key: null,
    value: Buffer.from(value),
    appendedAtMs,
    headers: new Map(),
  };
}

export function batchOf(topic: EventTopic, records: readonly IncomingRecord[]): RecordBatch {
  const highWatermark = (records.at(-1)?.offset ?? 0n) + 1n;
  const heartbeat = (): Promise<void> => Promise.resolve();
  return { topic, partition: 0, records, bytes: 0, highWatermark, isStale: () => false, heartbeat };
}

export function ingestContext(): IngestContext {
  const metrics = createMetrics(new MetricsRegistry());
  const historyStartsAtMs = Date.UTC(2015, 0, 1);
  return {
    tables,
    producer,
    log,
    metrics,
    waits: { count: () => undefined },
    historyStartsAtMs,
    retention: createRetention(tables),
    timeZone: "Asia/Tokyo",
    decodeInTurn: oneAtATime(),
    now: Date.now,
  };
}

export interface WorkerProcess {
  /** Resolves when the service says that it is ready. */
  readonly ready: Promise<void>;
  /** The sentences of its log so far. */
  logged(): string[];
  /** The answer of one of the health endpoints. */
  ask(endpoint: "livez" | "metrics" | "waits"): Promise<string>;
  /** Sends the signal and resolves with the exit code, null after SIGKILL. */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null>;
}

/** The service, as it is started in production. */
export function startWorker(): WorkerProcess {
  const child = spawn(process.execPath, [...SERVICE_NODE_ARGUMENTS, MAIN], {
    cwd: CHECKOUT,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      KAFKA_BROKERS: engines.kafkaBrokers,
      CLICKHOUSE_URL: engines.clickhouseUrl,
      CLICKHOUSE_USER: engines.clickhouseUser,
      CLICKHOUSE_PASSWORD: engines.clickhousePassword,
    },
  });
  const exited = once(child, "exit");
  const { promise: ready, resolve, reject } = Promise.withResolvers<undefined>();
  ready.catch(() => undefined);
  const lines: string[] = [];
  const sentences: string[] = [];
  let healthPort = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    const { msg, healthPort: port } = JSON.parse(line) as { msg: string; healthPort?: number };
    sentences.push(msg);
    if (port === undefined) return;
    healthPort = port;
    resolve(undefined);
  });
  void exited.then(() => {
    reject(new Error(`the worker ended before it was ready:\n${lines.slice(-20).join("\n")}`));
  });
  return {
    ready,
    logged: () => sentences,
    ask: async (endpoint) => (await fetch(`http://127.0.0.1:${healthPort}/${endpoint}`)).text(),
    async end(signal) {
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
}
