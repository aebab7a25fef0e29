/**
 * The peer of `bench ingest`: ClickHouse's own Kafka engine, two consumers with a thread each, and a materialized view into a table
 * of the same design as ours. It does what a team without a worker would set up: JSON is parsed, the time is converted, the rest
 * goes in as it is. Nothing is validated, nothing refused, nothing marked for facts.
 * Block and flush sizes are those that were fastest for it on two cores.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";

export const PEER_TARGET = "mimamori.bench_target";
const QUEUE = "mimamori.bench_queue";
const VIEW = "mimamori.bench_view";

/** What the user app needs on top of its rights in production. */
export const PEER_RIGHTS = ["KAFKA ON *.*", "TABLE ENGINE ON Kafka", "SYSTEM MERGES ON *.*"];

/** Begins to read the topic from its beginning; what it has stored is in PEER_TARGET. */
export async function startPeer(
  tables: ClickhouseTables,
  brokers: string,
  groupId: string,
): Promise<void> {
  await tables.command(`CREATE TABLE ${PEER_TARGET} AS mimamori.raw_usage_events`);
  await tables.command(`
CREATE TABLE ${QUEUE} (subject String, time String, source String, id String, type String, data String)
ENGINE = Kafka
SETTINGS kafka_broker_list = '${brokers}', kafka_topic_list = 'usage.events', kafka_group_name = '${groupId}',
    kafka_format = 'JSONEachRow', kafka_num_consumers = 2, kafka_thread_per_consumer = 1,
    kafka_max_block_size = 131072, kafka_poll_max_batch_size = 65536, kafka_flush_interval_ms = 500, kafka_poll_timeout_ms = 100`);
  await tables.command(`
CREATE MATERIALIZED VIEW ${VIEW} TO ${PEER_TARGET} AS
SELECT subject, parseDateTime64BestEffort(queue.time, 3, 'UTC') AS time, source, id, type,
    parseDateTime64BestEffort(queue.time, 3, 'UTC') AS occurred_at, assumeNotNull(_timestamp_ms) AS known_at,
    toUInt64(0) AS sequence, data, '' AS extensions
FROM ${QUEUE} AS queue`);
}

/** Ends it and drops its tables. */
export async function stopPeer(tables: ClickhouseTables): Promise<void> {
  for (const table of [VIEW, QUEUE, PEER_TARGET])
    await tables.command(`DROP TABLE IF EXISTS ${table} SYNC`);
}
