// The three tiers and their order. Pure.

/** From high to low: the more people look after the account, the higher. */
export const TIERS = ["high", "low", "tech"] as const;

export type Tier = (typeof TIERS)[number];

/** The tiers that people work in, and whose places can therefore be few. Everybody else is tech touch. */
export const STAFFED_TIERS = ["high", "low"] as const;

export type StaffedTier = (typeof STAFFED_TIERS)[number];

/** Whether `tier` stands above `other`. */
export function isAbove(tier: Tier, other: Tier): boolean {
  return TIERS.indexOf(tier) < TIERS.indexOf(other);
}
