/**
 * The jobs of clickhouse-to-scores. The service does them, the command line asks for them: this is what both agree on.
 *
 * Every tick means "bring everything up to date from the settled watermark": missed, doubled or interrupted ticks change nothing.
 */
import { backtestReportSchema } from "@mimamori/churn-risk";
import { scorecard } from "@mimamori/health-score";
import { z } from "zod";
import { defineJobs } from "./catalogue.ts";
import type { JobDefinition, JobDefinitions } from "./catalogue.ts";
import { replayReportSchema } from "./replay-report.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_SECONDS = 86_400;

/** What a score run found; `runId` is null when there was nothing to do, and `message` says why. */
export const scoreSummary = z.object({
  runId: z.string().nullable(),
  message: z.string(),
  /** ISO 8601, UTC. */
  asOf: z.string().nullable(),
  accounts: z.int(),
  accountsScored: z.int(),
  /** Accounts by health band. */
  bands: z.record(z.string(), z.int()),
  seconds: z.number(),
});
export type ScoreSummary = z.infer<typeof scoreSummary>;

/** What thinning the history removed. */
export const thinningSummary = z.object({ runs: z.int() });

/** What expired of the raw usage events; `keepFrom` is the first kept day where one was decided. */
export const expirySummary = z.object({
  keepFrom: z.string().nullable(),
  monthsDropped: z.int(),
  monthsLeft: z.int(),
});

/** What the check of identities looked at and found. */
export const conflictSummary = z.object({ months: z.int(), conflicts: z.int() });
/** What the week's snapshot of renewals wrote; 0: it was there, or the week has no run yet. */
export const renewalsSummary = z.object({ renewals: z.int() });

/** What training a churn model found; `modelVersion` is null when there was nothing to learn from yet. */
export const trainingSummary = z.object({
  modelVersion: z.string().nullable(),
  /** ISO 8601, UTC. */
  trainedAsOf: z.string().nullable(),
  /** published, no predictive signal, too few events; empty without a model. */
  verdict: z.string(),
  /** Why, in a sentence. */
  message: z.string(),
});
export type TrainingSummary = z.infer<typeof trainingSummary>;

/** Which version was judged; `reportId` is null when there was nothing to do, and `message` says why. */
export const scorecardBacktest = z.object({
  configVersion: z.string(),
  reportId: z.string().nullable(),
  message: z.string(),
});
export type ScorecardBacktest = z.infer<typeof scorecardBacktest>;

const usual = {
  attempts: 3,
  keepsTrying: true,
  backoffMs: 2_000,
  keepCompleted: { ageSeconds: DAY_SECONDS, count: 2_000 },
  keepFailed: { ageSeconds: 14 * DAY_SECONDS, count: 2_000 },
} satisfies Partial<JobDefinition>;

/** A tick is followed by the next one: trying it again has little worth. */
const tick = { ...usual, attempts: 1, keepsTrying: false } satisfies Partial<JobDefinition>;
const nothing = z.object({});

/** An instant, or a day of the company's time zone (then its end is meant). */
const moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: "expected a day such as 2026-01-31, or a time such as 2026-01-31T09:00:00Z",
});

/** Training and judging models. */
function modelJobs(timeZone: string) {
  return {
    /** How good the churn model and the health score have been on later data. Without a lead: three of them, and health. */
    backtest: {
      ...usual,
      attempts: 1,
      keepsTrying: false,
      schema: z.object({
        split: z.iso.date().optional(),
        /** Days. */
        lead: z.int().min(0).max(365).optional(),
      }),
      result: backtestReportSchema,
      timeoutMs: 4 * HOUR_MS,
    },
    /** Each version of the scorecards judged by those who left, once it is in use and again each month. */
    "backtest-scorecards": {
      ...usual,
      attempts: 1,
      schema: nothing,
      result: scorecardBacktest,
      schedule: { cron: "0 5 * * *", timeZone },
      timeoutMs: HOUR_MS,
    },
    /** The whole base's history under a changed scorecard, beside the published ones. */
    replay: {
      ...usual,
      attempts: 1,
      schema: z.object({
        scorecard,
        from: z.iso.date().optional(),
        to: z.iso.date().optional(),
        everyDays: z.int().min(1).max(365).default(7),
      }),
      result: replayReportSchema,
      timeoutMs: 4 * HOUR_MS,
    },
    /** The churn model of the week, unless there is one: before the run of Monday morning needs it. */
    "train-churn-model": {
      ...usual,
      schema: nothing,
      result: trainingSummary,
      schedule: { cron: "0 3 * * 1", timeZone },
      timeoutMs: 4 * HOUR_MS,
    },
  } as const satisfies JobDefinitions;
}

/** What keeps the tables small and tidy, each night. */
function upkeepJobs(timeZone: string) {
  return {
    /** How the coming renewals are foreseen, once a week: by the first tick after the week's first run over all accounts. */
    "snapshot-renewals": {
      ...usual,
      schema: nothing,
      result: renewalsSummary,
      schedule: { cron: "30 * * * *", timeZone },
      timeoutMs: 10 * MINUTE_MS,
    },
    /** Raw usage events that are older than the company keeps them: one step a day (packages/account-facts, usage-retention.ts). */
    "expire-raw-usage": {
      ...usual,
      schema: nothing,
      result: expirySummary,
      schedule: { cron: "10 3 * * *", timeZone },
      timeoutMs: HOUR_MS,
    },
    /** Events of one source and id under several subjects or times, for cs.identity_conflicts. */
    "find-identity-conflicts": {
      ...usual,
      schema: nothing,
      result: conflictSummary,
      schedule: { cron: "20 3 * * *", timeZone },
      timeoutMs: HOUR_MS,
    },
    /** Old health scores: one per day for 90 days, then one per week. */
    "thin-history": {
      ...usual,
      schema: nothing,
      result: thinningSummary,
      schedule: { cron: "30 3 * * *", timeZone },
      timeoutMs: HOUR_MS,
    },
  } as const satisfies JobDefinitions;
}

/**
 * The catalogue of the queue `score-runs`. One job runs at a time, so live runs never overlap.
 * @param timeZone the company's, an IANA name: the daily run is at 04:00 there
 */
export function scoreJobs(timeZone: string) {
  return defineJobs({
    queue: "score-runs",
    concurrency: 1,
    jobs: {
      /** Accounts with a billing, survey or ticket change, or a due moment that has passed. */
      "score-due": {
        ...tick,
        schema: nothing,
        result: scoreSummary,
        schedule: { everyMs: MINUTE_MS },
        timeoutMs: 10 * MINUTE_MS,
      },
      /** Accounts whose usage changed. */
      "score-usage": {
        ...tick,
        schema: nothing,
        result: scoreSummary,
        schedule: { everyMs: HOUR_MS },
        timeoutMs: HOUR_MS,
      },
      /** All accounts, with lifetime values and touch tiers. */
      "score-all": {
        ...usual,
        schema: nothing,
        result: scoreSummary,
        schedule: { cron: "0 4 * * *", timeZone },
        timeoutMs: 2 * HOUR_MS,
      },
      /** As score-all, because somebody asks. */
      "score-now": { ...usual, schema: nothing, result: scoreSummary, timeoutMs: 2 * HOUR_MS },
      /** All accounts as they were known at a moment in the past. */
      "score-as-of": {
        ...usual,
        schema: z.object({
          asOf: moment,
          /** Only churn risk and lifetime values, which take minutes where health takes an hour. */
          skipHealth: z.boolean().optional(),
        }),
        result: scoreSummary,
        timeoutMs: 4 * HOUR_MS,
      },
      ...modelJobs(timeZone),
      ...upkeepJobs(timeZone),
    },
  });
}

export type ScoreJobs = ReturnType<typeof scoreJobs>["jobs"];
