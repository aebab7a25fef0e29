/**
 * The connection to Redis, and the check that this Redis may hold queues at all.
 *
 * In: a redis:// or rediss:// URL. Out: an ioredis client. After a crash: nothing; no fact lives only in Redis.
 */
import { Redis } from "ioredis";
import { JobError } from "./errors.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** What must not appear in messages and logs: the password in a URL. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, "//");
}

/**
 * Connects to Redis.
 * @param patient true for workers: their commands wait while Redis is away; false for callers, who should hear it at once
 * @throws JobError redis_unreachable
 */
export async function connectToRedis(url: string, patient: boolean): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: patient ? null : 1,
    enableOfflineQueue: patient,
    retryStrategy: (times) => Math.min(times * 200, 2_000),
  });
  // Without a listener ioredis prints every failed attempt.
  let refusal = "";
  redis.on("error", (error: Error) => {
    refusal = error.message;
  });
  try {
    await redis.connect();
    await redis.ping();
    return redis;
  } catch (error) {
    redis.disconnect();
    const why = refusal || (error instanceof Error ? error.message : String(error));
    throw new JobError(
      "redis_unreachable",
      `Redis at ${withoutPassword(url)} does not answer (${why}); start it, or set REDIS_URL to where it is`,
      { cause: error },
    );
  }
}

/**
 * A Redis that evicts keys when it is full loses jobs in silence.
 * @throws JobError redis_evicts
 */
export async function requireNoEviction(redis: Redis): Promise<void> {
  // INFO and not CONFIG GET: managed Redis services forbid CONFIG.
  const memory = await redis.info("memory");
  const policy = /^maxmemory_policy:(.*)$/m.exec(memory)?.[1]?.trim();
  if (policy === undefined || policy === "noeviction") return;
  throw new JobError(
    "redis_evicts",
    `Redis has maxmemory-policy ${policy}: it would throw away jobs when memory runs short; set maxmemory-policy noeviction and start again`,
  );
}
