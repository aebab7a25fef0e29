// In: who an account is. Out: the team that looks after it, how many places that has, and how many the account takes. Pure.
import type { PoolSettings, TouchTierSettings } from "./settings.ts";
import type { StaffedTier } from "./tiers.ts";

/** Empty texts where nothing is known. */
export interface PoolMember {
  readonly language: string;
  readonly country: string;
  readonly segment: string;
}

/** The pool of a company that has named none. */
export const ONLY_POOL = "";

function takes({ languages, countries, segments }: PoolSettings, member: PoolMember): boolean {
  return (
    (languages?.includes(member.language) ?? true) &&
    (countries?.includes(member.country) ?? true) &&
    (segments?.includes(member.segment) ?? true)
  );
}

/** The first pool that takes the account. The settings' check makes sure that the last one takes everybody. */
export function poolOf(member: PoolMember, { pools }: TouchTierSettings): string {
  const found = Object.entries(pools).find(([, pool]) => takes(pool, member));
  return found?.[0] ?? ONLY_POOL;
}

/** Places of a tier in a pool, in accounts of effort 1; Infinity where they are not counted. */
export function placesOf(pool: string, tier: StaffedTier, { pools }: TouchTierSettings): number {
  const team = Object.hasOwn(pools, pool) ? pools[pool]?.[tier] : undefined;
  return team === undefined ? Number.POSITIVE_INFINITY : team.csms * team.accountsPerCsm;
}

/** How many places an account takes. */
export function effortOf(
  segment: string,
  isStrategic: boolean,
  { effort }: TouchTierSettings,
): number {
  const ofSegment = Object.hasOwn(effort.bySegment, segment) ? effort.bySegment[segment] : 1;
  return (ofSegment ?? 1) * (isStrategic ? effort.strategic : 1);
}
