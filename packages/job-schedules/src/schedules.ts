/**
 * Makes the schedules in Redis those of the catalogue: declared ones are created or changed, all others removed.
 *
 * In: the catalogue. Out: BullMQ job schedulers. After a crash, or when Redis lost everything: the next call makes them again.
 */
import type { JobsOptions, Queue } from "bullmq";
import type { JobCatalogue, JobDefinition, Schedule } from "./catalogue.ts";
import { retryOptions } from "./retries.ts";

/** What BullMQ needs to know of each single job: its retries, and how long it is kept. */
export function jobOptions(job: JobDefinition): JobsOptions {
  return {
    ...retryOptions(job),
    removeOnComplete: { age: job.keepCompleted.ageSeconds, count: job.keepCompleted.count },
    removeOnFail: { age: job.keepFailed.ageSeconds, count: job.keepFailed.count },
  };
}

function repeatOptions(schedule: Schedule): { every: number } | { pattern: string; tz: string } {
  return "everyMs" in schedule
    ? { every: schedule.everyMs }
    : { pattern: schedule.cron, tz: schedule.timeZone };
}

/** Names of the jobs that run by themselves. */
function scheduledJobs(catalogue: JobCatalogue): readonly [string, JobDefinition, Schedule][] {
  return Object.entries(catalogue.jobs).flatMap(([name, job]) =>
    job.schedule === undefined ? [] : [[name, job, job.schedule]],
  );
}

/** Creates, changes and removes schedulers until Redis has exactly the declared ones. Safe to repeat. */
export async function reconcileSchedules(queue: Queue, catalogue: JobCatalogue): Promise<void> {
  const wanted = scheduledJobs(catalogue);
  for (const [name, job, schedule] of wanted) {
    const template = { name, data: {}, opts: jobOptions(job) };
    await queue.upsertJobScheduler(name, repeatOptions(schedule), template);
  }
  const names = new Set(wanted.map(([name]) => name));
  for (const { key } of await queue.getJobSchedulers()) {
    if (!names.has(key)) await queue.removeJobScheduler(key);
  }
}

/** False when Redis has lost schedules, or has some that nobody declared. */
export async function hasAllSchedules(queue: Queue, catalogue: JobCatalogue): Promise<boolean> {
  return (await queue.getJobSchedulersCount()) === scheduledJobs(catalogue).length;
}
