// For the tests of this service: the service as a process of its own on the real broker, and what has reached the topics.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import {
  DEAD_LETTERS_TOPIC,
  EVENT_FAMILIES,
  EVENT_TOPICS,
  WRITE_KEYS_TOPIC,
  writeKeyId,
} from "@mimamori/event-contracts";
import type { WriteKeyRecord } from "@mimamori/event-contracts";
import { connectAdmin, connectProducer, runConsumer } from "@mimamori/kafka-stream";
import type {
  IncomingRecord,
  KafkaConnection,
  OutgoingRecord,
  StreamLog,
} from "@mimamori/kafka-stream";
import { SERVICE_NODE_ARGUMENTS } from "@mimamori/service-lifecycle";

export const APP_KEY = "the-key-of-the-app";
export const IMPORT_KEY = "the-key-of-the-imports";

/** Puts a key into the topic write-keys, as `mimamori keys create` does. */
export function keyRecord(key: string, fields: Partial<WriteKeyRecord> = {}): OutgoingRecord {
  const record: WriteKeyRecord = {
    source: "app",
    sha256: createHash("sha256").update(key).digest("hex"),
    families: [...EVENT_FAMILIES],
    may_state_known_at: false,
    events_per_second: null,
    created_at: "2026-01-01T00:00:00.000Z",
    revoked_at: null,
    ...fields,
  };
  return { key: writeKeyId(record), value: JSON.stringify(record) };
}

const MAIN = path.join(import.meta.dirname, "main.ts");
const FIRST_KEYS = [
  keyRecord(APP_KEY),
  keyRecord(IMPORT_KEY, { source: "imports", may_state_known_at: true }),
];

export interface RunningCollector {
  readonly url: string;
  readonly healthUrl: string;
  /** All that it has logged. */
  logged(): string;
  post(body: string | Buffer, headers?: Record<string, string>): Promise<Response>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number>;
}

export async function startCollector(
  engines: { readonly kafkaBrokers: string; readonly redisUrl: string },
  environment: Record<string, string> = {},
): Promise<RunningCollector> {
  await putKeys(engines.kafkaBrokers, FIRST_KEYS);
  const child = spawn(process.execPath, [...SERVICE_NODE_ARGUMENTS, MAIN], {
    env: {
      KAFKA_BROKERS: engines.kafkaBrokers,
      REDIS_URL: engines.redisUrl,
      HTTP_PORT: "0",
      ...environment,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close").then(([code]) => code as number);
  const started = Promise.withResolvers<{ url: string; healthUrl: string }>();
  const lines: string[] = [];
  let url = "";
  createInterface({ input: child.stdout }).on("line", (text) => {
    lines.push(text);
    const line = JSON.parse(text) as { address?: string; healthPort?: number };
    if (line.address !== undefined) url = line.address;
    if (line.healthPort === undefined) return;
    started.resolve({ url, healthUrl: `http://127.0.0.1:${line.healthPort}` });
  });
  void ended.then((code) => {
    started.reject(new Error(`the collector ended with ${code}: ${lines.join("\n")}`));
  });
  const urls = await started.promise;
  return {
    ...urls,
    logged: () => lines.join("\n"),
    post: (body, headers) =>
      fetch(`${urls.url}/v1/events`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${APP_KEY}`,
          "content-type": "application/json",
          ...headers,
        },
        body,
      }),
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** Creates the topic where it is missing. */
export async function putKeys(brokers: string, records: readonly OutgoingRecord[]): Promise<void> {
  const connection = { brokers: brokers.split(","), clientId: "test", log: silentLog };
  const admin = await connectAdmin(connection);
  const config = { "cleanup.policy": "compact" };
  await admin.ensureTopics([
    { name: WRITE_KEYS_TOPIC, partitions: 1, replicationFactor: 1, config },
  ]);
  await admin.disconnect();
  const producer = await connectProducer(connection);
  await producer.send(WRITE_KEYS_TOPIC, records);
  await producer.disconnect();
}

const silent = (): void => undefined;
const silentLog: StreamLog = { debug: silent, info: silent, warn: silent, error: silent };

export interface TopicReader {
  /** The records so far, by topic. */
  readonly records: ReadonlyMap<string, readonly IncomingRecord[]>;
  stop(): Promise<void>;
}

/** Creates the collector's topics where they are missing, and reads all that is and comes into them. */
export async function readTopics(brokers: string, groupId: string): Promise<TopicReader> {
  const connection: KafkaConnection = {
    brokers: brokers.split(","),
    clientId: "test",
    log: silentLog,
  };
  const topics = [...EVENT_TOPICS, DEAD_LETTERS_TOPIC];
  const admin = await connectAdmin(connection);
  const config = { "message.timestamp.type": "LogAppendTime", "max.message.bytes": "4194304" };
  await admin.ensureTopics(
    topics.map((name) => ({ name, partitions: 4, replicationFactor: 1, config })),
  );
  await admin.disconnect();
  const records = new Map<string, IncomingRecord[]>(topics.map((topic) => [topic, []]));
  const consumer = await runConsumer({
    ...connection,
    groupId,
    topics,
    handleBatch: (batch) => {
      records.get(batch.topic)?.push(...batch.records);
      return Promise.resolve();
    },
  });
  return { records, stop: () => consumer.stop() };
}
