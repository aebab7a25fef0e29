// What the rest of the house may use of the touch tiers.
export { assignTiers } from "./assign-tiers.ts";
export type { TierAssignment } from "./assign-tiers.ts";
export { effectiveDay } from "./change-steps.ts";
export type { TieredAccount } from "./candidates.ts";
export type { TierOutcome } from "./effective-tiers.ts";
export type { CutOff, Indication, IndicationReason } from "./indicate-tiers.ts";
export { healthySince, judgeLoyalty } from "./loyalty.ts";
export type { LoyaltyCondition, LoyaltyFacts } from "./loyalty.ts";
export { potentialParts } from "./potential.ts";
export type { PotentialParts } from "./potential.ts";
export { touchTierSettings } from "./settings.ts";
export type { TouchTierSettings } from "./settings.ts";
export { BY_RULE } from "./tier-state.ts";
export type { ChangeStep, Decision, Pin, TierState } from "./tier-state.ts";
export { TIERS } from "./tiers.ts";
export type { Tier } from "./tiers.ts";
