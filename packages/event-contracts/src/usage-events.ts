// Topic usage.events: what people do in the product.
import { z } from "zod";
import { instant, name } from "./fields.ts";

/** Somebody used a feature, `quantity` times; aggregated rows state how many users they stand for. */
export const featureUsed = z.looseObject({
  feature: name,
  user: name.optional(),
  quantity: z.number().min(0).default(1),
  active_users: z.int().min(0).optional(),
});

/** Somebody opened the product. */
export const sessionStarted = z.looseObject({
  user: name,
  duration_seconds: z.number().min(0).optional(),
});

/** The account reached a step of its onboarding. */
export const milestoneReached = z.looseObject({
  milestone: name,
  user: name.optional(),
  reached_at: instant.optional(),
});

export const usageEvents = {
  "usage.feature_used.v1": featureUsed,
  "usage.session_started.v1": sessionStarted,
  "usage.milestone_reached.v1": milestoneReached,
} as const;
