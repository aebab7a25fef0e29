// In: what this process has charged to its buckets, ten times a second. Out: what is left in them after all processes' charges,
// which Redis adds up. A request is never held up by Redis; in return, several processes may together exceed a limit for a tenth
// of a second, and the sender waits that off afterwards: in the long run the limit holds over all of them.
// While Redis is away each process goes on with its own buckets (the limit then is per process), and what could not be reported
// is forgiven. Redis loses everything: every sender has a second's worth of tokens again. No fact lives here.
import { Redis } from "ioredis";
import type { TokenBuckets, Usage } from "./token-buckets.ts";

const INTERVAL_MS = 100;
const ANSWER_TIMEOUT_MS = 2_000;
const LONGEST_PAUSE_MS = 2_000;

/** By Redis's clock: processes' clocks differ. An untouched bucket is full again when its key expires. */
const CHARGE_SCRIPT = `
local per_second = tonumber(ARGV[1])
local time = redis.call('TIME')
local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'filled_at_ms')
local elapsed_ms = math.max(0, now_ms - (tonumber(bucket[2]) or now_ms))
local saved = (tonumber(bucket[1]) or per_second) + elapsed_ms * per_second / 1000
local tokens = math.min(per_second, saved) - tonumber(ARGV[2])
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'filled_at_ms', string.format('%.0f', now_ms))
redis.call('PEXPIRE', KEYS[1], math.ceil((per_second - tokens) * 1000 / per_second) + 1000)
return tostring(tokens)
`;

export interface SharingLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface SharedBuckets {
  /** Whether the last exchange with Redis succeeded; undefined before the first. */
  isShared(): boolean | undefined;
  stop(): Promise<void>;
}

/** Shares buckets with all processes that use the same Redis. Never throws: without Redis the buckets are this process's own. */
export function shareBuckets(
  buckets: TokenBuckets,
  { redisUrl, log }: { readonly redisUrl: string; readonly log: SharingLog },
): SharedBuckets {
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: ANSWER_TIMEOUT_MS,
    connectTimeout: ANSWER_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(times * 200, LONGEST_PAUSE_MS),
  });
  // Without a listener ioredis prints every failed attempt; the exchange below says it once.
  redis.on("error", () => undefined);
  let isShared: boolean | undefined;
  let exchanging: Promise<void> | undefined;

  async function exchange(): Promise<void> {
    try {
      const usage = buckets.takeUsage(Date.now());
      await report(redis, buckets, usage);
      if (isShared === false) log.info({}, "Redis answers again: rate limits are shared again");
      isShared = true;
    } catch (error) {
      if (isShared !== false) {
        const message = "Redis does not answer: until it does, rate limits hold for each process";
        log.warn({ err: error }, message);
      }
      isShared = false;
    }
  }

  const timer = setInterval(() => {
    exchanging ??= exchange().finally(() => {
      exchanging = undefined;
    });
  }, INTERVAL_MS);
  return {
    isShared: () => isShared,
    async stop() {
      clearInterval(timer);
      await exchanging;
      redis.disconnect();
    },
  };
}

async function report(redis: Redis, buckets: TokenBuckets, usage: readonly Usage[]): Promise<void> {
  if (usage.length === 0) {
    // So that an outage is known before the next sender comes.
    await redis.ping();
    return;
  }
  const pipeline = redis.pipeline();
  for (const { limit, events } of usage) {
    // While a rate is being changed there are two: they are two limits, and neither gives the other's debts away.
    const key = `mimamori:rate-limit:${limit.id}:${limit.perSecond}`;
    pipeline.eval(CHARGE_SCRIPT, 1, key, limit.perSecond, events);
  }
  const answers = (await pipeline.exec()) ?? [];
  for (const [index, { limit }] of usage.entries()) {
    const [error, tokens] = answers[index] ?? [new Error("no answer")];
    if (error !== null) throw error;
    buckets.learn(limit, Number(tokens), Date.now());
  }
}
