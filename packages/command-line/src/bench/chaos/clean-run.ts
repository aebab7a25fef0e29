/**
 * One clean run over the same topics, and what comes out differently.
 *
 * In: an installation that has settled, its services stopped. Out: rows that differ, by table. What is there is set aside, the
 * tables are emptied, the topics are read again from their beginning by one worker that nobody disturbs, and the two are compared.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { DEAD_LETTERS_TOPIC, EVENT_TOPICS } from "@mimamori/event-contracts";
import { connectAdmin, type KafkaConnection } from "@mimamori/kafka-stream";
import { WORKER_GROUP } from "../../services.ts";
import type { ProxiedInstallation } from "../../testing.ts";

const FAMILIES = ["usage_days", "engagement_days", "tickets", "invoices", "revenue", "profiles"];
const RAW = EVENT_TOPICS.map((topic) => `raw_${topic.replace(".", "_")}`);
const TOPICS = [...EVENT_TOPICS, DEAD_LETTERS_TOPIC];
const LOOK_MS = 500;

/** Waits until every record is in raw rows and facts. @throws Error after `withinMs` */
export async function settle(
  tables: ClickhouseTables,
  kafka: KafkaConnection,
  withinMs: number,
): Promise<void> {
  const admin = await connectAdmin(kafka);
  const sentBeforeMs = Date.now();
  try {
    for (;;) {
      const lags = await admin.readGroupLag(WORKER_GROUP, TOPICS);
      const [watermark] = await tables.query<{ settled: string }>(
        "SELECT toUnixTimestamp64Milli(max(settled_at)) AS settled FROM mimamori.watermarks",
      );
      const waiting = lags.reduce((sum, { lag }) => sum + Number(lag), 0);
      if (waiting === 0 && Number(watermark?.settled ?? 0) > sentBeforeMs) return;
      if (Date.now() - sentBeforeMs > withinMs) {
        throw new Error(`after ${withinMs / 1_000} s ${waiting} records still wait`);
      }
      await sleep(LOOK_MS);
    }
  } finally {
    await admin.disconnect();
  }
}

/** Rows of raw events, dead letters and facts that a clean run makes differently. */
export async function countDifferences(
  installation: ProxiedInstallation,
  withinMs: number,
): Promise<{ readonly raw: number; readonly facts: number }> {
  const { tables, direct } = installation;
  for (const table of [...RAW, ...FAMILIES]) {
    await tables.command(
      `CREATE TABLE mimamori.chaotic_${table} ENGINE = MergeTree ORDER BY tuple() AS SELECT ${rowText(table)} AS row FROM mimamori.${table} FINAL`,
    );
  }
  await emptyTables(tables);
  const admin = await connectAdmin(direct);
  await admin.forgetGroup(WORKER_GROUP);
  await admin.disconnect();
  await installation.start("kafka-to-clickhouse");
  await settle(tables, direct, withinMs);
  let [raw, facts] = [0, 0];
  for (const table of RAW) raw += await differing(tables, table);
  for (const table of FAMILIES) facts += await differing(tables, table);
  return { raw, facts };
}

/** A row but for what says when it was computed. */
function rowText(table: string): string {
  return FAMILIES.includes(table) ? "toString(tuple(* EXCEPT (version)))" : "toString(tuple(*))";
}

async function emptyTables(tables: ClickhouseTables): Promise<void> {
  const all = await tables.query<{ name: string }>(
    `SELECT name FROM system.tables
     WHERE database = 'mimamori' AND engine LIKE '%MergeTree' AND name != 'schema_migrations' AND NOT startsWith(name, 'chaotic_')`,
  );
  for (const { name } of all) await tables.command(`TRUNCATE TABLE mimamori.${name} SYNC`);
}

async function differing(tables: ClickhouseTables, table: string): Promise<number> {
  const [row] = await tables.query<{ differing: number }>(
    `SELECT toUInt32(greatest(sumIf(surplus, surplus > 0), -sumIf(surplus, surplus < 0))) AS differing
     FROM (
       SELECT row, sum(sign) AS surplus FROM (
         SELECT row, 1 AS sign FROM mimamori.chaotic_${table}
         UNION ALL
         SELECT ${rowText(table)} AS row, -1 AS sign FROM mimamori.${table} FINAL
       ) GROUP BY row
     )`,
  );
  return row?.differing ?? Number.NaN;
}
