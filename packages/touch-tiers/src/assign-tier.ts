// In: an account's value and the tier that it has. Out: its tier, and why. Pure.
import { TIERS, type Tier, type TouchTierSettings } from "./settings.ts";

/** Keys of the message catalogue. `held`: the value lies below the threshold, but within the margin. */
export type TierReason = "first" | "raised" | "lowered" | "unchanged" | "held" | "value-unknown";

export interface TierAssignment {
  readonly tier: Tier;
  readonly previousTier: Tier | null;
  readonly reason: TierReason;
  /** The threshold of the tier, in the unit of the settings; 0 for tech. */
  readonly threshold: number;
}

export interface TieredAccount {
  /** ARR or LTV, whichever the settings name, in whole units of the reporting currency (yen, dollars); null: unknown. */
  readonly value: number | null;
  /** Null for an account that never had a tier. */
  readonly previousTier: Tier | null;
}

function thresholdOf(tier: Tier, { thresholds }: TouchTierSettings): number {
  return tier === "tech" ? 0 : thresholds[tier];
}

/** The highest tier whose threshold, lowered by `margin`, the value reaches. */
function tierReached(value: number, settings: TouchTierSettings, margin: number): Tier {
  return TIERS.find((tier) => value >= thresholdOf(tier, settings) * (1 - margin)) ?? "tech";
}

function rank(tier: Tier): number {
  return TIERS.indexOf(tier);
}

function choose(value: number, previous: Tier, settings: TouchTierSettings): [Tier, TierReason] {
  const reached = tierReached(value, settings, 0);
  if (reached === previous) return [previous, "unchanged"];
  if (rank(reached) < rank(previous)) return [reached, "raised"];
  const held = tierReached(value, settings, settings.margin);
  if (rank(held) <= rank(previous)) return [previous, "held"];
  return [held, "lowered"];
}

/**
 * The tier by thresholds, inclusive below. An account moves up as soon as it reaches a threshold, and down only when its
 * value has fallen below the threshold by the margin: noise within the margin never moves it twice. An unknown value
 * keeps the tier (tech for an account that had none).
 */
export function assignTier(
  { value, previousTier }: TieredAccount,
  settings: TouchTierSettings,
): TierAssignment {
  const [tier, reason] = ((): [Tier, TierReason] => {
    if (value === null || Number.isNaN(value)) return [previousTier ?? "tech", "value-unknown"];
    if (previousTier === null) return [tierReached(value, settings, 0), "first"];
    return choose(value, previousTier, settings);
  })();
  return { tier, previousTier, reason, threshold: thresholdOf(tier, settings) };
}
