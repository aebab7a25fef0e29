// How much may be learned from how many churns. In: the number of churn events in training. Out: what the model may do. Pure.
import type { ContrastPenalty } from "./grouped-design.ts";
import type { CalibrationPrior } from "./held-out-calibration.ts";

/** Below 20 events no model; then more freedom with more events (docs/statistics.md; Riley et al. 2019, Statistics in Medicine 38: 1276-1296). */
export type EventTier = "too few" | "20-100" | "100-500" | "over 500";

/** What may be chosen from. */
export interface TierRules {
  readonly mostGroups: number;
  readonly contrastPenalties: readonly ContrastPenalty[];
  /** Penalties on standardised columns, for the sum of log losses. */
  readonly l2: readonly number[];
  readonly calibration: CalibrationPrior;
  /** Whether even the weakest of these penalties is stronger than effects of a usual size call for: intervals then allow for it. */
  readonly shrinksForSafety: boolean;
}

export const LEAST_EVENTS = 20;

export function eventTierOf(events: number): EventTier {
  if (events < LEAST_EVENTS) return "too few";
  if (events < 100) return "20-100";
  return events <= 500 ? "100-500" : "over 500";
}

const FULL: TierRules = {
  mostGroups: Infinity,
  contrastPenalties: [1, 10, null],
  l2: [1, 3, 10, 30, 100, 300],
  calibration: { slopeDeviation: 0.25, driftDeviation: 0.1 },
  shrinksForSafety: false,
};

/**
 * Eight groups, whose members count on their own only as far as a stronger penalty lets them. On simulated companies with 20 to 100
 * events (few-events.test.ts) means alone lose most of what single columns say, and weaker penalties are at times worse than no model.
 */
const CAUTIOUS: TierRules = {
  mostGroups: 8,
  contrastPenalties: [3],
  l2: [30, 100],
  // So few held-out events say more of themselves than of the forecasts.
  calibration: { slopeDeviation: 0.1, driftDeviation: 0.03 },
  shrinksForSafety: true,
};

/** What a tier may choose from. A tier that has no model has the rules of the one above it. */
export function rulesOf(tier: EventTier): TierRules {
  return tier === "100-500" || tier === "over 500" ? FULL : CAUTIOUS;
}
