// What the rest of the house may use of the touch tiers.
export { assignTier } from "./assign-tier.ts";
export type { TierAssignment, TieredAccount, TierReason } from "./assign-tier.ts";
export { TIERS, touchTierSettings } from "./settings.ts";
export type { Tier, TouchTierSettings } from "./settings.ts";
