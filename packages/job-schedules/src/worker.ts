/**
 * The doing side: takes jobs out of the queue and gives them to their handlers, and keeps the schedules alive.
 *
 * In: jobs in Redis. Out: handlers' effects. After a crash: a job that was running is given to another worker once its lock
 * has run out, so handlers must be safe to repeat. When Redis lost everything, the schedules are made again within a minute,
 * and at the next start at the latest.
 */
import { Queue, UnrecoverableError, Worker } from "bullmq";
import type { Job } from "bullmq";
import type { Redis } from "ioredis";
import type { JobCatalogue, JobDefinitions, JobName, Payload, Result } from "./catalogue.ts";
import { JobError } from "./errors.ts";
import { JobFlow } from "./job-flow.ts";
import { connectToRedis, requireNoEviction } from "./redis.ts";
import { NO_RETRY, pauseBeforeRetry } from "./retries.ts";
import { runJob } from "./run-job.ts";
import type { AnyHandler, JobLog, JobRun } from "./run-job.ts";
import { hasAllSchedules, reconcileSchedules } from "./schedules.ts";

/** One handler for each job of the catalogue: a missing or an unknown one does not compile. */
export type JobHandlers<Jobs extends JobDefinitions> = {
  readonly [Name in JobName<Jobs>]: (
    payload: Payload<Jobs[Name]>,
    run: JobRun,
  ) => Promise<Result<Jobs[Name]>>;
};

/** What happened to a job, for metrics. */
export interface JobOutcome {
  readonly job: string;
  readonly outcome: "completed" | "failed" | "stalled" | "lock-lost";
  /** 0 for stalled and lock-lost. */
  readonly seconds: number;
  /** Why it failed. */
  readonly error?: unknown;
}

export interface WorkerOptions {
  readonly redisUrl: string;
  readonly log: JobLog;
  readonly onOutcome?: (outcome: JobOutcome) => void;
  /** Told of Redis's going, again with each failed attempt to reach it, and (with undefined) of its coming back. */
  readonly onRedis?: (trouble: JobError | undefined) => void;
}

export interface JobWorker {
  /** In a sentence, why no job is taken although Redis answers; undefined while all is well. A restart cures it. */
  problem(): string | undefined;
  /** Takes no further job, lets the running ones end, and aborts them when the deadline comes first. */
  close(deadlineMs: number): Promise<void>;
}

const SCHEDULE_CHECK_MS = 60_000;
const LOCK_MS = 30_000;
const STOPPED = "the job worker has stopped";

/**
 * Checks Redis, makes the schedules and starts to work.
 * @throws JobError redis_unreachable, redis_evicts
 */
export async function startWorker<Jobs extends JobDefinitions>(
  catalogue: JobCatalogue<Jobs>,
  handlers: JobHandlers<Jobs>,
  options: WorkerOptions,
): Promise<JobWorker> {
  const redis = await connectToRedis(options.redisUrl, true);
  try {
    await requireNoEviction(redis);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const queue = new Queue(catalogue.queue, { connection: redis });
  watchRedis(redis, queue, options);
  await queue.setGlobalConcurrency(catalogue.concurrency);
  await reconcileSchedules(queue, catalogue);

  const running = new Set<AbortController>();
  const flow = new JobFlow();
  const process = async (job: Job, _token?: string, lost?: AbortSignal): Promise<unknown> => {
    const stop = new AbortController();
    running.add(stop);
    flow.noteTaken();
    try {
      const signal = lost === undefined ? stop.signal : AbortSignal.any([stop.signal, lost]);
      return await handleJob(catalogue, handlers, job, signal, options);
    } finally {
      running.delete(stop);
    }
  };
  const worker = openWorker(catalogue, process, redis);
  listen(worker, redis, options);
  await waitUntilReady(worker, queue, redis);
  const healer = setInterval(() => {
    void healSchedules(queue, catalogue, options.log);
    void lookAtFlow(queue, redis, flow);
  }, SCHEDULE_CHECK_MS);

  return {
    problem: () => (worker.isRunning() && !worker.isPaused() ? flow.problem() : STOPPED),
    async close(deadlineMs) {
      clearInterval(healer);
      await closeWorker(worker, running, deadlineMs);
      await queue.close();
      redis.removeAllListeners("close");
      redis.disconnect();
    },
  };
}

function openWorker(
  { queue, concurrency, jobs }: JobCatalogue,
  process: (job: Job, token?: string, lost?: AbortSignal) => Promise<unknown>,
  connection: Redis,
): Worker {
  return new Worker(queue, process, {
    connection,
    concurrency,
    lockDuration: LOCK_MS,
    settings: {
      backoffStrategy: (attemptsMade, _type, error, job) => {
        const definition = jobs[job?.name ?? ""];
        if (definition === undefined) return NO_RETRY;
        const ageMs = Date.now() - (job?.timestamp ?? 0);
        return pauseBeforeRetry(definition, error, attemptsMade, ageMs);
      },
    },
  });
}

async function handleJob<Jobs extends JobDefinitions>(
  catalogue: JobCatalogue<Jobs>,
  handlers: JobHandlers<Jobs>,
  job: Job,
  signal: AbortSignal,
  { log, onOutcome }: WorkerOptions,
): Promise<unknown> {
  const definition = catalogue.jobs[job.name];
  const handler = (handlers as Readonly<Record<string, AnyHandler | undefined>>)[job.name];
  if (definition === undefined || handler === undefined) {
    throw new UnrecoverableError(`no job is called ${job.name}: an older version has left it here`);
  }
  const run: JobRun = { jobId: String(job.id), signal, log };
  const startedMs = performance.now();
  const report = (outcome: "completed" | "failed", error?: unknown): void => {
    const seconds = (performance.now() - startedMs) / 1000;
    onOutcome?.({ job: job.name, outcome, seconds, error });
  };
  try {
    const result = await runJob(job.name, definition, job.data, handler, run);
    report("completed");
    return result;
  } catch (error) {
    report("failed", error);
    const message = error instanceof Error ? error.message : String(error);
    log.error(
      { job: job.name, jobId: run.jobId, try: job.attemptsMade + 1, error: message },
      "a job failed",
    );
    throw error;
  }
}

/** ioredis comes back by itself; what commands say meanwhile is the same failure again. */
function watchRedis(redis: Redis, queue: Queue, { log, onRedis }: WorkerOptions): void {
  redis.on("close", () => {
    onRedis?.(
      new JobError("redis_unreachable", "Redis does not answer; jobs are taken when it does"),
    );
  });
  redis.on("ready", () => {
    onRedis?.(undefined);
  });
  queue.on("error", (error) => {
    if (redis.status === "ready") log.warn({ error: error.message }, "the queue has trouble");
  });
}

/** A worker whose connections break while they are made would take one job, and none after it. */
async function waitUntilReady(worker: Worker, queue: Queue, redis: Redis): Promise<void> {
  try {
    await worker.waitUntilReady();
  } catch (error) {
    redis.removeAllListeners("close");
    redis.disconnect();
    await Promise.allSettled([worker.close(true), queue.close()]);
    const message = "Redis went away while the job worker connected to it; connect again";
    throw new JobError("redis_unreachable", message, { cause: error });
  }
}

/** Asks whether jobs wait that nobody takes; a Redis that does not answer is no sign of it. */
async function lookAtFlow(queue: Queue, redis: Redis, flow: JobFlow): Promise<void> {
  try {
    const { wait = 0, prioritized = 0 } = await queue.getJobCounts("wait", "prioritized");
    const locks = (await queue.getActive()).map(({ id = "" }) => queue.toKey(`${id}:lock`));
    flow.noteCounts(wait + prioritized, locks.length === 0 ? 0 : await redis.exists(locks));
  } catch {
    flow.noteCounts(0, 0);
  }
}

function listen(worker: Worker, redis: Redis, { log, onOutcome }: WorkerOptions): void {
  worker.on("error", (error) => {
    if (redis.status === "ready") log.warn({ error: error.message }, "the worker has trouble");
  });
  worker.on("stalled", (jobId) => {
    log.warn({ jobId }, "a job lost its worker and is given to another");
    onOutcome?.({ job: "", outcome: "stalled", seconds: 0 });
  });
  worker.on("lockRenewalFailed", (jobIds) => {
    log.warn({ jobIds }, "jobs lost their lock and are stopped here");
    for (const jobId of jobIds) {
      worker.cancelJob(jobId, "the lock was lost");
      onOutcome?.({ job: "", outcome: "lock-lost", seconds: 0 });
    }
  });
}

async function healSchedules(queue: Queue, catalogue: JobCatalogue, log: JobLog): Promise<void> {
  try {
    if (await hasAllSchedules(queue, catalogue)) return;
    await reconcileSchedules(queue, catalogue);
    await queue.setGlobalConcurrency(catalogue.concurrency);
    log.warn({ queue: catalogue.queue }, "Redis had lost schedules; they are there again");
  } catch (error) {
    log.warn({ error: String(error) }, "the schedules could not be checked");
  }
}

/** BullMQ's close() waits for ever for a handler that does not end: the deadline aborts it first. */
async function closeWorker(
  worker: Worker,
  running: ReadonlySet<AbortController>,
  deadlineMs: number,
): Promise<void> {
  const deadline = setTimeout(() => {
    for (const stop of running) stop.abort(new Error("the service is shutting down"));
  }, deadlineMs);
  try {
    await worker.close();
  } finally {
    clearTimeout(deadline);
  }
}
