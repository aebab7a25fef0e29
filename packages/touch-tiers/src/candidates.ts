// In: an account with what it is worth, what it was before, what people have said. Out: what it contends with today. Pure.
import { addDays } from "./calendar-days.ts";
import { isApprovedByPerson, settleChange } from "./change-steps.ts";
import type { ChangeProgress } from "./change-steps.ts";
import type { Contender } from "./indicate-tiers.ts";
import { effortOf, poolOf } from "./pools.ts";
import type { PoolMember } from "./pools.ts";
import { countsFor, potentialOf, rememberPotential } from "./potential.ts";
import type { PotentialParts, RememberedPotential } from "./potential.ts";
import type { TouchTierSettings } from "./settings.ts";
import type { Day, Decision, Pin, TierState } from "./tier-state.ts";
import { isAbove } from "./tiers.ts";
import type { Tier } from "./tiers.ts";

export interface TieredAccount extends PoolMember {
  readonly account: string;
  /** ARR or LTV, whichever the settings name, in whole units of the reporting currency (yen, dollars); null: unknown. */
  readonly value: number | null;
  readonly parts: PotentialParts;
  /** Somebody has said that it matters more than its value tells. */
  readonly isStrategic: boolean;
  /** As the last daily run left it; null for an account that never had a tier. */
  readonly before: TierState | null;
  /** The last word on its open change. */
  readonly decision: Decision | null;
  readonly pin: Pin | null;
}

/** An account on its way through a run. */
export interface Candidate extends Contender {
  readonly given: TieredAccount;
  readonly potential: RememberedPotential;
  readonly progress: ChangeProgress;
}

/** The tier to which an account's stay holds it, while the stay lasts. */
function stayOf({ base, since, entered }: TierState, today: Day, minimumStayDays: number) {
  const isStaying = since !== null && today < addDays(since, minimumStayDays);
  return {
    notBelow: isStaying && entered !== "lowered" ? base : null,
    notAbove: isStaying && entered === "lowered" ? base : null,
  };
}

/** The tier that it has or is on its way to. A pin that has ended gives no claim on a place that others have taken since. */
function heldBy({ before, pin }: TieredAccount, { change }: ChangeProgress): Tier | null {
  if (before === null) return null;
  const hasEnded = before.pin !== null && pin === null;
  if (hasEnded && isAbove(before.base, before.tier)) return before.tier;
  return change?.to ?? before.base;
}

export function candidateOf(
  given: TieredAccount,
  today: Day,
  settings: TouchTierSettings,
): Candidate {
  const { before, pin, decision } = given;
  const now = potentialOf(given.parts, given.isStrategic, settings.potential);
  const potential = rememberPotential(before?.potential ?? null, now, today, settings.potential);
  const progress = settleChange(
    before ?? { change: null, restUntil: null },
    decision,
    today,
    settings.changes,
  );
  const { change, restUntil } = progress;
  const kept = restUntil === null ? null : (before?.base ?? null);
  const decided = isApprovedByPerson(change) ? (change?.to ?? null) : kept;
  const free = { notBelow: null, notAbove: null };
  return {
    account: given.account,
    given,
    potential,
    progress,
    pool: poolOf(given, settings),
    effort: effortOf(given.segment, given.isStrategic, settings),
    counts: countsFor(given.value, potential.share, settings.potential),
    holds: heldBy(given, progress),
    fixed: pin?.tier ?? decided,
    ...(before === null ? free : stayOf(before, today, settings.minimumStayDays)),
  };
}
