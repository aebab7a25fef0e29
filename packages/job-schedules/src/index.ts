// What the rest of the house may use of the job queue.
export { defineJobs } from "./catalogue.ts";
export type {
  JobCatalogue,
  JobDefinition,
  JobDefinitions,
  JobName,
  Payload,
  PayloadInput,
  Result,
  Retention,
  Schedule,
} from "./catalogue.ts";
export { JobError } from "./errors.ts";
export type { JobErrorCode } from "./errors.ts";
export { openJobQueue } from "./job-queue.ts";
export type { JobQueue } from "./job-queue.ts";
export { isOutage } from "./retries.ts";
export type { JobLog, JobRun } from "./run-job.ts";
export { startWorker } from "./worker.ts";
export type { JobHandlers, JobOutcome, JobWorker, WorkerOptions } from "./worker.ts";
export { scoreJobs, scoreSummary } from "./score-jobs.ts";
export type { ScorecardBacktest, ScoreJobs, ScoreSummary, TrainingSummary } from "./score-jobs.ts";
export type { ReplayReport } from "./replay-report.ts";
