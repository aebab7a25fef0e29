// How good forecasts have been on later data, as data: what `./mimamori backtest --json` prints and cs.model_reports shows.
// Numbers without a meaning (a ranking without anybody who left) are null, never NaN. Pure.
import { z } from "zod";

const figure = z.number().nullable();
const count = z.int().min(0);

/** How a model was found: good enough to be shown, or not better than giving everybody the average. */
export const verdictSchema = z.enum(["published", "no predictive signal"]);
export type Verdict = z.infer<typeof verdictSchema>;

/** A bin of about equally many forecasts beside what happened. */
const reliabilityBinSchema = z.object({
  /** Lowest and highest forecast. */
  from: z.number(),
  to: z.number(),
  n: count,
  /** Mean forecast. */
  predicted: z.number(),
  /** Share that left, with its 90 % interval (Wilson). */
  observed: z.number(),
  lower: z.number(),
  upper: z.number(),
});

/** Those with the highest forecasts. */
const liftPointSchema = z.object({
  /** How many of all: 0.1 is the tenth with the highest forecasts. */
  share: z.number(),
  /** How many times more often they left than all did. */
  lift: z.number(),
  /** How many of all who left are among them. */
  captured: z.number(),
});

/** How much lower a log loss is, with its 90 % bootstrap interval over accounts. */
const improvementSchema = z.object({ mean: z.number(), lower: z.number(), upper: z.number() });

export const forecastReportSchema = z.object({
  name: z.enum(["churn-risk", "health-score"]),
  /** Days between the forecast and the decision it is about; null: any, spread over the month, as a daily run sees it. */
  lead: z.int().nullable(),
  /** Days over which the outcome was watched; null: to the account's next monthly forecast. */
  horizonDays: z.int().nullable(),
  /** Empty: all accounts. */
  segment: z.string(),
  /** Account-months that were judged, how many of them left, and their share. */
  n: count,
  events: count,
  prevalence: figure,
  accounts: count,
  /** Days of the first and the last forecast, YYYY-MM-DD. */
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  auc: figure,
  prAuc: figure,
  brier: figure,
  /** Of the average rate known at training time given to everybody. */
  prevalenceBrier: figure,
  logLoss: figure,
  prevalenceLogLoss: figure,
  /** Of the average rate of such contracts: what is known by when an account can leave, without looking at it. */
  contractLogLoss: figure.default(null),
  calibrationSlope: figure,
  calibrationIntercept: figure,
  /** Those who left ÷ those expected to, with its exact 90 % Poisson interval. */
  observedOverExpected: figure,
  observedOverExpectedLower: figure,
  observedOverExpectedUpper: figure,
  expectedCalibrationError: figure,
  /** What that error would be by chance with right forecasts. */
  calibrationErrorByChance: figure,
  /** By how much the log loss is lower than prevalence's, with its 90 % bootstrap interval over accounts. */
  improvement: improvementSchema.nullable(),
  /** The same against the log loss of the average rate of such contracts. */
  beyondContract: improvementSchema.nullable().default(null),
  verdict: verdictSchema,
  /** The verdict's reason in a sentence. */
  why: z.string(),
  reliability: z.array(reliabilityBinSchema),
  lift: z.array(liftPointSchema),
  /** Of the accounts that left after having been in the riskiest tenth: days from the first time there to their notice. */
  leadTime: z.object({ medianDays: z.number(), accounts: count }).nullable(),
  /** The health score's bands from worst to best: how many of each left. */
  bands: z.array(z.object({ band: z.string(), n: count, events: count, observed: figure })),
  /** How many churn events the last training had: it decides how much the model may learn. */
  tier: z.string(),
  /** Columns that the last training left out because they foretold churn too well to be true. */
  suspectedLeakage: z.array(z.string()).default([]),
  trainedOn: z
    .object({ rows: count, events: count, from: z.iso.date(), to: z.iso.date() })
    .nullable(),
});
/** One model at one lead or horizon. */
export type ForecastReport = z.infer<typeof forecastReportSchema>;

/** The same figures for one segment. */
const segmentReportSchema = forecastReportSchema
  .pick({
    name: true,
    lead: true,
    horizonDays: true,
    segment: true,
    n: true,
    events: true,
    auc: true,
    logLoss: true,
    prevalenceLogLoss: true,
    observedOverExpected: true,
    observedOverExpectedLower: true,
    observedOverExpectedUpper: true,
  })
  .extend({
    /** "too few" events for figures, or empty. */
    note: z.enum(["", "too few"]),
  });
export type SegmentReport = z.infer<typeof segmentReportSchema>;

/** A whole backtest. */
export const backtestReportSchema = z.object({
  /** ISO 8601, UTC: nothing known later was used. */
  asOf: z.string(),
  /** First day of the judged forecasts; null: a rolling origin, month by month. */
  split: z.iso.date().nullable(),
  models: z.array(forecastReportSchema),
  segments: z.array(segmentReportSchema),
  seconds: z.number(),
});
export type BacktestReport = z.infer<typeof backtestReportSchema>;
