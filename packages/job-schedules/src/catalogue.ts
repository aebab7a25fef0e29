/**
 * Jobs as data: what a job's payload looks like, when it runs, how long it may take, how often it is tried again and how
 * long Redis remembers it.
 *
 * In: literals written by a service. Out: a catalogue that the queue, the worker and the schedules read. Nothing is kept.
 */
import { z } from "zod";
import { JobError } from "./errors.ts";

/** When a job runs by itself. A tick means "bring everything up to date": a missed or a doubled one changes nothing. */
export type Schedule =
  | { readonly everyMs: number }
  | { readonly cron: string; readonly timeZone: string };

/** How long Redis keeps finished jobs: both bounds always hold, because `age` alone is trimmed lazily. */
export interface Retention {
  readonly ageSeconds: number;
  readonly count: number;
}

export interface JobDefinition<
  Payload extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
> {
  /** What the job is given. A scheduled job is given {}, so its schema must accept that. */
  readonly schema: Payload;
  /** What its handler returns, as JSON. */
  readonly result: Result;
  readonly schedule?: Schedule;
  /** After this long the handler's signal is aborted. */
  readonly timeoutMs: number;
  /** Tries in all; 1 means no retry. */
  readonly attempts: number;
  /** True: while an engine is away it is tried on for a day, whatever `attempts` says. Not for ticks, which the next one makes up for. */
  readonly keepsTrying?: boolean;
  /** Pause before the first retry; it doubles with each further one (retries.ts). */
  readonly backoffMs: number;
  readonly keepCompleted: Retention;
  readonly keepFailed: Retention;
}

export type JobDefinitions = Readonly<Record<string, JobDefinition>>;

export interface JobCatalogue<Jobs extends JobDefinitions = JobDefinitions> {
  /** The queue's name in Redis. */
  readonly queue: string;
  /** How many jobs of this queue run at the same time over all workers. */
  readonly concurrency: number;
  readonly jobs: Jobs;
}

export type JobName<Jobs extends JobDefinitions> = keyof Jobs & string;
export type PayloadInput<Job extends JobDefinition> = z.input<Job["schema"]>;
export type Payload<Job extends JobDefinition> = z.output<Job["schema"]>;
export type Result<Job extends JobDefinition> = z.output<Job["result"]>;

/**
 * Declares the jobs of one queue.
 * @throws JobError schedule_invalid where a scheduled job could not be started with an empty payload
 */
export function defineJobs<const Jobs extends JobDefinitions>(
  catalogue: JobCatalogue<Jobs>,
): JobCatalogue<Jobs> {
  for (const [name, job] of Object.entries(catalogue.jobs)) {
    if (job.schedule !== undefined && !job.schema.safeParse({}).success) {
      throw new JobError(
        "schedule_invalid",
        `the job ${name} has a schedule, but its schema refuses the empty payload of a tick; give every field a default`,
      );
    }
  }
  return catalogue;
}

/**
 * Reads a payload by the job's schema.
 * @throws JobError payload_invalid, naming the place
 */
export function parsePayload(name: string, job: JobDefinition, value: unknown): unknown {
  const parsed = job.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new JobError(
    "payload_invalid",
    `the payload of ${name} is not what it takes: ${z.prettifyError(parsed.error)}`,
  );
}
