/** Topics, tables and views brought up to this checkout. Forward only; a repeat changes nothing. */
import path from "node:path";
import { connectClickhouse, migrate } from "@mimamori/clickhouse-tables";
import { EVENT_TOPICS } from "@mimamori/event-contracts";
import { connectAdmin } from "@mimamori/kafka-stream";
import type { Progress } from "@mimamori/local-engines";
import type { EnginesInReach } from "./engines-in-reach.ts";
import { WORKER_GROUP } from "./services.ts";
import { silentLog } from "./silent-log.ts";
import { readTopics } from "./topics.ts";

/** Creates the topics of infra/kafka/topics.yaml that are missing; returns their names. */
async function migrateTopics(target: EnginesInReach, checkout: string): Promise<string[]> {
  const admin = await connectAdmin({
    brokers: target.kafkaBrokers.split(","),
    clientId: "mimamori-migrate",
    log: silentLog,
  });
  try {
    const created = await admin.ensureTopics(
      readTopics(path.join(checkout, "infra", "kafka", "topics.yaml")),
    );
    // A broker makes and loads its group coordinator at the first question about a group, and refuses to let a group be joined
    // until it has: asking and waiting here keeps the first worker from ending at its start.
    await admin.readCommittedOffsets(WORKER_GROUP, EVENT_TOPICS);
    return created;
  } finally {
    await admin.disconnect();
  }
}

/** Applies the migrations and views of infra/clickhouse that are missing; returns the names of their files. */
async function migrateTables(target: EnginesInReach, checkout: string): Promise<string[]> {
  const client = connectClickhouse({
    url: target.clickhouseUrl,
    user: target.clickhouseUser,
    password: target.clickhousePassword,
  });
  try {
    const { migrations, views } = await migrate({
      client,
      migrationsDir: path.join(checkout, "infra", "clickhouse", "migrations"),
      viewsDir: path.join(checkout, "infra", "clickhouse", "views"),
    });
    return [...migrations, ...views];
  } finally {
    await client.close();
  }
}

/** Brings both up to date; the engines must run. */
export async function migrateEverything(
  target: EnginesInReach,
  checkout: string,
  progress: Progress,
): Promise<void> {
  const [topics, files] = await Promise.all([
    migrateTopics(target, checkout),
    migrateTables(target, checkout),
  ]);
  if (topics.length > 0) progress(`made the topics ${topics.join(", ")}`);
  if (files.length > 0)
    progress(
      `applied ${files.length} migrations and views (${files[0] ?? ""} … ${files.at(-1) ?? ""})`,
    );
}
