// In: the settings. Out: open connections to ClickHouse and Kafka, each closed in reverse order at the end.
// A ClickHouse that is not up yet is waited for; one whose schema is older than this checkout's is refused.
import path from "node:path";
import { connectClickhouse, requireSchema, withRetry } from "@mimamori/clickhouse-tables";
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
  const { config, log, name, stopping, onShutdown } = service;
  const tables = connectClickhouse({
    url: config.CLICKHOUSE_URL,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
  });
  onShutdown("ClickHouse", () => tables.close());
  await withRetry(() => requireSchema(tables, MIGRATIONS_DIR), {
    signal: stopping,
    onRetry: ({ error }) => {
      log.warn({ err: error }, "waiting for ClickHouse");
    },
  });

  const kafka = { brokers: config.KAFKA_BROKERS, clientId: name, log };
  const producer = await connectProducer(kafka);
  onShutdown("producer", () => producer.disconnect());
  const admin = await connectAdmin(kafka);
  onShutdown("Kafka administration", () => admin.disconnect());
  return { tables, producer, admin };
}
