// What the rest of the house may use of the facts.
export { expireRawUsage, judgeRetention, readRetention } from "./usage-retention.ts";
export type { Expiry, RetentionStep } from "./usage-retention.ts";
export { touchedBuckets } from "./touched-buckets.ts";
export type { FactFamily, MarkFamily, TouchedBucket } from "./touched-buckets.ts";
export { TouchedMarks } from "./touched-marks.ts";
export type { FactsStore } from "./facts-store.ts";
export { recomputePending } from "./recompute.ts";
export { markAll } from "./mark-all.ts";
export { markMissing } from "./mark-missing.ts";
export { markOutdatedRevenue } from "./revenue-definition.ts";
export { countPendingMarks } from "./pending-marks.ts";
export type { MarkCounts } from "./pending-marks.ts";
export type { RecomputeOptions, RecomputeResult } from "./recompute.ts";
export { factsAsOf } from "./facts-as-of.ts";
export type { FactsAsOf, FactsAsOfOptions, SourceOptions } from "./facts-as-of.ts";
export { factsAtMoments, writeMoments } from "./facts-at-moments.ts";
export type {
  FactMoment,
  FactsAtMoments,
  FactsAtMomentsOptions,
  MomentFamily,
  MomentSource,
  MomentWindows,
} from "./facts-at-moments.ts";
export { FactsError } from "./errors.ts";
export type { FactsErrorCode } from "./errors.ts";
export { factsThroughTime } from "./facts-through-time.ts";
export type { FactsThroughTime, FactsThroughTimeOptions } from "./facts-through-time.ts";
