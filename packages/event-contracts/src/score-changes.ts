// Topic score.changes: what a live score run changed, one record per account and field, key = account.
import { z } from "zod";
import { envelope } from "./envelope.ts";
import { name } from "./fields.ts";

const value = z.union([z.number(), z.string(), z.null()]);

/** `before` is null for an account that is scored for the first time. */
export const scoreChanged = z.object({
  run_id: name,
  account: name,
  field: z.enum(["health_score", "health_band", "touch_tier"]),
  before: value,
  after: value,
  coverage: z.number().min(0).max(1).optional(),
});

export const SCORE_CHANGED_TYPE = "score.changed.v1";

export const scoreChangedEvent = envelope.extend({
  type: z.literal(SCORE_CHANGED_TYPE),
  data: scoreChanged,
});

export type ScoreChanged = z.infer<typeof scoreChanged>;
