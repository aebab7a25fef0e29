import { setTimeout as sleep } from "node:timers/promises";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { z } from "zod";
import { defineJobs } from "./catalogue.ts";
import type { JobDefinition } from "./catalogue.ts";
import { openJobQueue } from "./job-queue.ts";
import { startWorker } from "./worker.ts";
import type { JobOutcome } from "./worker.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const { redisUrl } = engines;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const plain = {
  result: z.number(),
  timeoutMs: 10_000,
  attempts: 1,
  backoffMs: 10,
  keepCompleted: { ageSeconds: 60, count: 100 },
  keepFailed: { ageSeconds: 60, count: 100 },
} satisfies Omit<JobDefinition, "schema">;
const empty = z.object({});

let redis: Redis;
let queueName = "";
let closers: (() => Promise<void>)[] = [];

beforeEach(() => {
  redis = new Redis(redisUrl);
  queueName = `test-${Math.random().toString(36).slice(2)}`;
});
afterEach(async () => {
  await Promise.all(closers.map((close) => close()));
  closers = [];
  redis.disconnect();
});

function track<T extends { close(deadlineMs: number): Promise<void> }>(closable: T): T {
  closers.push(() => closable.close(1_000));
  return closable;
}

async function schedulesInRedis(): Promise<string[]> {
  const queue = new Queue(queueName, { connection: redis });
  const schedulers = await queue.getJobSchedulers();
  return schedulers.map(({ key }) => key).sort();
}

describe("the worker", () => {
  it("gives a handler its checked payload, and the waiting caller its checked result", async () => {
    const schema = z.object({ text: z.string(), times: z.number().default(2) });
    const jobs = defineJobs({
      queue: queueName,
      concurrency: 1,
      jobs: { measure: { ...plain, schema } },
    });
    const outcomes: JobOutcome[] = [];
    const handlers = {
      measure: ({ text, times }: z.output<typeof schema>) => Promise.resolve(text.length * times),
    };
    const onOutcome = (outcome: JobOutcome): void => void outcomes.push(outcome);
    track(await startWorker(jobs, handlers, { redisUrl, log: quiet, onOutcome }));
    const queue = track(await openJobQueue(jobs, redisUrl));
    expect(await queue.enqueueAndWait("measure", { text: "four" }, 10_000)).toBe(8);
    expect(outcomes).toMatchObject([{ job: "measure", outcome: "completed" }]);
    const wrong = queue.enqueue("measure", { text: 4 as unknown as string });
    await expect(wrong).rejects.toMatchObject({ code: "payload_invalid" });
  });

  it("tells the waiting caller in the handler's own words why a job failed", async () => {
    const jobs = defineJobs({
      queue: queueName,
      concurrency: 1,
      jobs: { fail: { ...plain, schema: empty } },
    });
    const fail = (): Promise<number> =>
      Promise.reject(new Error("no facts yet; send events first"));
    track(await startWorker(jobs, { fail }, { redisUrl, log: quiet }));
    const queue = track(await openJobQueue(jobs, redisUrl));
    await expect(queue.enqueueAndWait("fail", {}, 10_000)).rejects.toMatchObject({
      code: "job_failed",
      message: "no facts yet; send events first",
    });
  });

  it("never runs more jobs at once than the catalogue allows, over all workers", async () => {
    let atOnce = 0;
    let most = 0;
    const jobs = defineJobs({
      queue: queueName,
      concurrency: 1,
      jobs: { work: { ...plain, schema: empty } },
    });
    const work = async (): Promise<number> => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await sleep(30);
      atOnce -= 1;
      return 0;
    };
    track(await startWorker(jobs, { work }, { redisUrl, log: quiet }));
    track(await startWorker(jobs, { work }, { redisUrl, log: quiet }));
    const queue = track(await openJobQueue(jobs, redisUrl));
    await Promise.all([1, 2, 3, 4].map(() => queue.enqueueAndWait("work", {}, 20_000)));
    expect(most).toBe(1);
  });

  it("aborts a handler that takes too long, and tries the job again", async () => {
    let tries = 0;
    const slow = { ...plain, schema: empty, timeoutMs: 50, attempts: 2 };
    const jobs = defineJobs({ queue: queueName, concurrency: 1, jobs: { slow } });
    const handler = async (_: object, { signal }: { signal: AbortSignal }): Promise<number> => {
      tries += 1;
      if (tries === 1) await sleep(60_000, undefined, { signal });
      return tries;
    };
    track(await startWorker(jobs, { slow: handler }, { redisUrl, log: quiet }));
    const queue = track(await openJobQueue(jobs, redisUrl));
    expect(await queue.enqueueAndWait("slow", {}, 20_000)).toBe(2);
  });

  it("aborts the running job at the deadline of the shutdown", async () => {
    const jobs = defineJobs({
      queue: queueName,
      concurrency: 1,
      jobs: { endless: { ...plain, schema: empty } },
    });
    const started = Promise.withResolvers<undefined>();
    let aborted = false;
    const endless = async (_: object, { signal }: { signal: AbortSignal }): Promise<number> => {
      started.resolve(undefined);
      await sleep(60_000, undefined, { signal }).catch(() => undefined);
      aborted = signal.aborted;
      throw new Error("stopped");
    };
    const worker = await startWorker(jobs, { endless }, { redisUrl, log: quiet });
    const queue = track(await openJobQueue(jobs, redisUrl));
    await queue.enqueue("endless", {});
    await started.promise;
    await worker.close(50);
    expect(aborted).toBe(true);
  });
});

describe("an outage", () => {
  const outage = Object.assign(new Error("the disk is full"), { retryable: true });

  it("of an engine that a job needs is waited out beyond the tries of the catalogue", async () => {
    let tries = 0;
    const patient = { ...plain, schema: empty, keepsTrying: true };
    const jobs = defineJobs({ queue: queueName, concurrency: 1, jobs: { patient } });
    const handler = (): Promise<number> => {
      tries += 1;
      return tries < 5 ? Promise.reject(outage) : Promise.resolve(tries);
    };
    track(await startWorker(jobs, { patient: handler }, { redisUrl, log: quiet }));
    const queue = track(await openJobQueue(jobs, redisUrl));
    expect(await queue.enqueueAndWait("patient", {}, 60_000)).toBe(5);
  });

  it("of Redis is said, and jobs are taken again when it is back", async () => {
    const jobs = defineJobs({
      queue: queueName,
      concurrency: 1,
      jobs: { work: { ...plain, schema: empty } },
    });
    const said: (string | undefined)[] = [];
    const worker = await startWorker(
      jobs,
      { work: () => Promise.resolve(1) },
      { redisUrl, log: quiet, onRedis: (trouble) => void said.push(trouble?.code) },
    );
    track(worker);
    await engines.redis.kill();
    await vi.waitFor(() => {
      expect(said).toContain("redis_unreachable");
    });
    expect(worker.problem()).toBeUndefined();
    await engines.redis.restart();
    await vi.waitFor(
      () => {
        expect(said.at(-1)).toBeUndefined();
      },
      { timeout: 30_000 },
    );
    const queue = track(await openJobQueue(jobs, redisUrl));
    expect(await queue.enqueueAndWait("work", {}, 60_000)).toBe(1);
  });
});

describe("schedules", () => {
  const tick = (calls: { count: number }) => () => Promise.resolve((calls.count += 1));
  const scheduled = (names: readonly string[]) =>
    defineJobs({
      queue: queueName,
      concurrency: 1,
      jobs: Object.fromEntries(
        names.map((name) => [name, { ...plain, schema: empty, schedule: { everyMs: 3_600_000 } }]),
      ),
    });
  const handlersFor = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, tick({ count: 0 })]));

  it("are there again after a start, when Redis has lost everything", async () => {
    const names = ["daily", "hourly"];
    await (
      await startWorker(scheduled(names), handlersFor(names), { redisUrl, log: quiet })
    ).close(1_000);
    expect(await schedulesInRedis()).toEqual(names);
    await redis.flushall();
    expect(await schedulesInRedis()).toEqual([]);
    track(await startWorker(scheduled(names), handlersFor(names), { redisUrl, log: quiet }));
    expect(await schedulesInRedis()).toEqual(names);
  });

  it("that nobody declares any more are removed at the next start", async () => {
    const old = ["kept", "dropped"];
    await (
      await startWorker(scheduled(old), handlersFor(old), { redisUrl, log: quiet })
    ).close(1_000);
    track(await startWorker(scheduled(["kept"]), handlersFor(["kept"]), { redisUrl, log: quiet }));
    expect(await schedulesInRedis()).toEqual(["kept"]);
  });

  it("tick by themselves", async () => {
    const ticked = Promise.withResolvers<undefined>();
    const often = { ...plain, schema: empty, schedule: { everyMs: 100 } };
    const jobs = defineJobs({ queue: queueName, concurrency: 1, jobs: { often } });
    let count = 0;
    const handler = (): Promise<number> => {
      count += 1;
      if (count === 3) ticked.resolve(undefined);
      return Promise.resolve(count);
    };
    track(await startWorker(jobs, { often: handler }, { redisUrl, log: quiet }));
    await ticked.promise;
  });
});

describe("at the start", () => {
  const jobs = () => defineJobs({ queue: queueName, concurrency: 1, jobs: {} });

  it("a Redis that would evict jobs is refused", async () => {
    await redis.config("SET", "maxmemory-policy", "allkeys-lru");
    try {
      await expect(startWorker(jobs(), {}, { redisUrl, log: quiet })).rejects.toMatchObject({
        code: "redis_evicts",
      });
    } finally {
      await redis.config("SET", "maxmemory-policy", "noeviction");
    }
  });

  it("a Redis that does not answer is one sentence without the password", async () => {
    const opened = openJobQueue(jobs(), "redis://:secret@127.0.0.1:1");
    await expect(opened).rejects.toThrow(/127\.0\.0\.1:1 does not answer/);
    await expect(opened).rejects.not.toThrow(/secret/);
  });
});
