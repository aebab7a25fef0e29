/**
 * The asking side: puts jobs into the queue and, where wanted, waits for their results.
 *
 * In: payloads. Out: jobs in Redis. After a crash: a job that was put in is done by some worker, once at least.
 */
import { Queue, QueueEvents } from "bullmq";
import { parsePayload } from "./catalogue.ts";
import type { JobCatalogue, JobDefinitions, JobName, PayloadInput, Result } from "./catalogue.ts";
import { JobError } from "./errors.ts";
import { connectToRedis } from "./redis.ts";
import { jobOptions } from "./schedules.ts";

export interface JobQueue<Jobs extends JobDefinitions> {
  /** Puts a job in. @returns its id. @throws JobError payload_invalid */
  enqueue<Name extends JobName<Jobs>>(
    name: Name,
    payload: PayloadInput<Jobs[Name]>,
  ): Promise<string>;
  /**
   * Puts a job in and waits until it is done.
   * @throws JobError payload_invalid, job_failed (with the job's own words), wait_timed_out
   */
  enqueueAndWait<Name extends JobName<Jobs>>(
    name: Name,
    payload: PayloadInput<Jobs[Name]>,
    waitMs: number,
  ): Promise<Result<Jobs[Name]>>;
  close(): Promise<void>;
}

/**
 * Connects to a queue as one who asks.
 * @throws JobError redis_unreachable
 */
export async function openJobQueue<Jobs extends JobDefinitions>(
  catalogue: JobCatalogue<Jobs>,
  redisUrl: string,
): Promise<JobQueue<Jobs>> {
  const redis = await connectToRedis(redisUrl, false);
  const queue = new Queue(catalogue.queue, { connection: redis });
  queue.on("error", () => undefined);
  let listening: Promise<Listening> | undefined;

  async function add<Name extends JobName<Jobs>>(name: Name, payload: PayloadInput<Jobs[Name]>) {
    const job = definitionOf(catalogue, name);
    parsePayload(name, job, payload);
    return queue.add(name, payload, jobOptions(job));
  }

  return {
    async enqueue(name, payload) {
      return String((await add(name, payload)).id);
    },
    async enqueueAndWait(name, payload, waitMs) {
      listening ??= listen(catalogue.queue, redisUrl);
      const { events } = await listening;
      const job = await add(name, payload);
      const returned: unknown = await job
        .waitUntilFinished(events, waitMs)
        .catch((error: unknown) => {
          throw waitError(name, String(job.id), waitMs, error);
        });
      return parseResult(catalogue, name, returned);
    },
    async close() {
      // A failure to listen was told to whoever asked.
      const heard = await listening?.catch(() => undefined);
      await heard?.close();
      await queue.close();
      redis.disconnect();
    },
  };
}

interface Listening {
  readonly events: QueueEvents;
  close(): Promise<void>;
}

/**
 * Hears of jobs that end. From the oldest event that Redis still has: one that only listened from now on could miss a job
 * that ends between being asked for and the first read.
 */
async function listen(queue: string, redisUrl: string): Promise<Listening> {
  const redis = await connectToRedis(redisUrl, true);
  const events = new QueueEvents(queue, { connection: redis, lastEventId: "0-0" });
  events.on("error", () => undefined);
  await events.waitUntilReady();
  return {
    events,
    async close() {
      await events.close();
      redis.disconnect();
    },
  };
}

function definitionOf<Jobs extends JobDefinitions>(
  catalogue: JobCatalogue<Jobs>,
  name: JobName<Jobs>,
): Jobs[JobName<Jobs>] {
  const job = catalogue.jobs[name];
  if (job === undefined) {
    throw new JobError("job_unknown", `the queue ${catalogue.queue} has no job ${name}`);
  }
  return job;
}

function parseResult<Jobs extends JobDefinitions, Name extends JobName<Jobs>>(
  catalogue: JobCatalogue<Jobs>,
  name: Name,
  returned: unknown,
): Result<Jobs[Name]> {
  const parsed = definitionOf(catalogue, name).result.safeParse(returned);
  if (parsed.success) return parsed.data as Result<Jobs[Name]>;
  throw new JobError(
    "result_invalid",
    `the job ${name} ended, but with a result of another version; restart the services so that both sides are the same`,
  );
}

function waitError(name: string, id: string, waitMs: number, error: unknown): JobError {
  const said = error instanceof Error ? error.message : String(error);
  if (/timed out before finishing/.test(said)) {
    return new JobError(
      "wait_timed_out",
      `the job ${name} (${id}) did not end within ${waitMs / 1000} s and goes on by itself; is the service that does it running?`,
      { cause: error },
    );
  }
  return new JobError("job_failed", said, { cause: error });
}
