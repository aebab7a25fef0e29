/** What `status` shows: read from the processes, from Kafka and from ClickHouse. Whatever cannot be read is undefined, never 0. */
import { connectClickhouse } from "@mimamori/clickhouse-tables";
import { EVENT_TOPICS } from "@mimamori/event-contracts";
import { connectAdmin } from "@mimamori/kafka-stream";
import {
  endpointsOf,
  type EngineStatus,
  engineStatus,
  type Installation,
} from "@mimamori/local-engines";
import { z } from "zod";
import { countLetters } from "./dead-letters/read-letters.ts";
import { readPartitions, readServiceStates } from "./service-state.ts";
import type { PartitionState, ServiceState } from "./service-state.ts";
import { collectorOf, WORKER_GROUP } from "./services.ts";
import { silentLog } from "./silent-log.ts";

const scoreRunSchema = z.object({
  run_id: z.string(),
  kind: z.string(),
  scope: z.string(),
  as_of: z.string(),
  status: z.string(),
  accounts_scored: z.coerce.number(),
  completed_at: z.string().nullable(),
});

export type LastScoreRun = z.infer<typeof scoreRunSchema>;

export interface StatusReport {
  readonly stateDir: string;
  readonly purpose: string;
  readonly engines: readonly EngineStatus[];
  readonly services: readonly ServiceState[];
  /** Records of each topic that the worker has not taken yet. */
  readonly lag: Readonly<Record<string, number>> | undefined;
  /** The same by partition, with the age of what waits, as the worker sees it. */
  readonly partitions: readonly PartitionState[] | undefined;
  /** Records and events that were refused today (UTC), by code. */
  readonly refusedToday: Readonly<Record<string, number>> | undefined;
  /** Letters that were not sent again since, by code: of any day. */
  readonly openLetters: Readonly<Record<string, number>> | undefined;
  /** Everything known by then is in raw rows and facts. */
  readonly settledAt: string | undefined;
  readonly lastScoreRun: LastScoreRun | undefined;
  readonly collector: { readonly url: string; readonly writeKey: string };
}

async function orUndefined<T>(reading: () => Promise<T>): Promise<T | undefined> {
  try {
    return await reading();
  } catch {
    return undefined;
  }
}

async function readLag(brokers: string): Promise<Record<string, number>> {
  const admin = await connectAdmin({
    brokers: brokers.split(","),
    clientId: "mimamori-status",
    log: silentLog,
    // Somebody looks on: better "unknown" soon.
    retries: 1,
    requestTimeoutMs: 3_000,
  });
  try {
    const lag: Record<string, number> = Object.fromEntries(EVENT_TOPICS.map((topic) => [topic, 0]));
    for (const partition of await admin.readGroupLag(WORKER_GROUP, EVENT_TOPICS))
      lag[partition.topic] = (lag[partition.topic] ?? 0) + Number(partition.lag);
    return lag;
  } finally {
    await admin.disconnect();
  }
}

async function readProgress(
  installation: Installation,
): Promise<Pick<StatusReport, "settledAt" | "lastScoreRun" | "refusedToday" | "openLetters">> {
  const engines = endpointsOf(installation);
  const client = connectClickhouse({
    url: engines.clickhouseUrl,
    user: engines.clickhouseUser,
    password: engines.clickhousePassword,
  });
  try {
    const [watermark] = await client.query(
      "SELECT max(settled_at) AS settled_at FROM mimamori.watermarks HAVING count() > 0",
      {},
      z.object({ settled_at: z.string() }),
    );
    const [run] = await client.query(
      `SELECT run_id, kind, scope, as_of, status, accounts_scored, completed_at
       FROM mimamori.score_runs FINAL ORDER BY started_at DESC LIMIT 1`,
      {},
      scoreRunSchema,
    );
    const refused = await client.query(
      `SELECT code, toUInt32(uniqExact(id)) AS count FROM mimamori.dead_letters
       WHERE refused_at >= toStartOfDay(now('UTC')) GROUP BY code ORDER BY count DESC, code`,
      {},
      z.object({ code: z.string(), count: z.number() }),
    );
    const refusedToday = Object.fromEntries(refused.map(({ code, count }) => [code, count]));
    const open = await countLetters(client, {});
    const openLetters = Object.fromEntries(open.map(({ code, letters }) => [code, letters]));
    return { settledAt: watermark?.settled_at, lastScoreRun: run, refusedToday, openLetters };
  } finally {
    await client.close();
  }
}

/** Reads it all; engines and services that are down make their parts undefined. */
export async function readStatus(installation: Installation): Promise<StatusReport> {
  const engines = engineStatus(installation);
  const runs = (name: string): boolean =>
    engines.some(({ engine, pid }) => engine === name && pid !== undefined);
  const [services, partitions, lag, progress] = await Promise.all([
    readServiceStates(installation),
    readPartitions(installation),
    runs("kafka") ? orUndefined(() => readLag(endpointsOf(installation).kafkaBrokers)) : undefined,
    runs("clickhouse") ? orUndefined(() => readProgress(installation)) : undefined,
  ]);
  const { url, writeKey } = collectorOf(installation);
  return {
    stateDir: installation.stateDir,
    purpose: installation.purpose,
    engines,
    services,
    lag,
    partitions,
    refusedToday: progress?.refusedToday,
    openLetters: progress?.openLetters,
    settledAt: progress?.settledAt,
    lastScoreRun: progress?.lastScoreRun,
    collector: { url, writeKey },
  };
}
