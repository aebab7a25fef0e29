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
import { collectorOf, serviceStatus, WORKER_GROUP } from "./services.ts";
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
  readonly services: Awaited<ReturnType<typeof serviceStatus>>;
  /** Records of each topic that the worker has not taken yet. */
  readonly lag: Readonly<Record<string, number>> | undefined;
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
): Promise<{ settledAt: string | undefined; lastScoreRun: LastScoreRun | undefined }> {
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
    return { settledAt: watermark?.settled_at, lastScoreRun: run };
  } finally {
    await client.close();
  }
}

/** Reads it all; engines and services that are down make their parts undefined. */
export async function readStatus(installation: Installation): Promise<StatusReport> {
  const engines = engineStatus(installation);
  const runs = (name: string): boolean =>
    engines.some(({ engine, pid }) => engine === name && pid !== undefined);
  const [services, lag, progress] = await Promise.all([
    serviceStatus(installation),
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
    settledAt: progress?.settledAt,
    lastScoreRun: progress?.lastScoreRun,
    collector: { url, writeKey },
  };
}
