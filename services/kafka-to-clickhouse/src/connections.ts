// In: the settings. Out: open connections to ClickHouse and Kafka, each closed in reverse order at the end.
// Engines that are not up yet are waited for; a schema that is older than this checkout's is refused.
import path from "node:path";
import { connectClickhouse, requireSchema } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { connectAdmin, connectProducer } from "@mimamori/kafka-stream";
import type { KafkaAdmin, StreamProducer } from "@mimamori/kafka-stream";
import type { Service } from "@mimamori/service-lifecycle";
import type { Config } from "./config.ts";

const MIGRATIONS_DIR = path.join(import.meta.dirname, "../../../infra/clickhouse/migrations");

export interface Connections {
  readonly tables: ClickhouseTables;
  readonly producer: StreamProducer;
  readonly admin: KafkaAdmin;
}

export async function openConnections(service: Service<Config>): Promise<Connections> {
  const { config, log, name, patiently, onShutdown } = service;
  const tables = connectClickhouse({
    url: config.CLICKHOUSE_URL,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
  });
  onShutdown("ClickHouse", () => tables.close());
  await patiently("start", () => requireSchema(tables, MIGRATIONS_DIR));

  const kafka = { brokers: config.KAFKA_BROKERS, clientId: name, log };
  const producer = await patiently("start", () => connectProducer(kafka));
  onShutdown("producer", () => producer.disconnect());
  // Asked each second: better no answer soon than an old one late.
  const impatient = { ...kafka, retries: 1, requestTimeoutMs: 5_000 };
  const admin = await patiently("start", () => connectAdmin(impatient));
  onShutdown("Kafka administration", () => admin.disconnect());
  return { tables, producer, admin };
}
