// In: all accounts, what each counts for, the tier that it has. Out: the tier that the rules say, and why. Pure.
//
// A pool's places of a tier go to those who count for most, from the top. Who holds a place is compared with its value ÷
// (1 − margin), with the threshold and with the others alike: so a small difference back and forth moves nobody. Who does not fit
// into the places that are left is passed over, and a smaller effort after it may still fit. Fixed accounts take their places
// first, even where there are none.
import { placesOf } from "./pools.ts";
import type { TouchTierSettings } from "./settings.ts";
import { isAbove, STAFFED_TIERS } from "./tiers.ts";
import type { StaffedTier, Tier } from "./tiers.ts";

export interface Contender {
  readonly account: string;
  readonly pool: string;
  /** Places that it takes. */
  readonly effort: number;
  /** Its value lifted by its potential, in the unit of the thresholds; null: unknown. */
  readonly counts: number | null;
  /** The tier that it has, or that is on its way to it; null: it never had one. */
  readonly holds: Tier | null;
  /** People have said where it is: pinned, or kept for a time. */
  readonly fixed: Tier | null;
  /** It came up to this tier lately: below it only when there is no place for it. */
  readonly notBelow: Tier | null;
  /** It came down to this tier lately. */
  readonly notAbove: Tier | null;
}

/** Keys of the message catalogue. `held`: below the threshold, but within the margin. */
export type IndicationReason =
  | "first"
  | "raised"
  | "lowered"
  | "unchanged"
  | "held"
  | "value-unknown"
  | "no-room"
  | "displaced"
  | "minimum-stay"
  | "fixed";

export interface Indication {
  readonly tier: Tier;
  readonly reason: IndicationReason;
  /** The tier that the reason speaks of: the one reached, held, or that has no room. */
  readonly about: Tier;
  /** What an account that does not hold that tier must count for (inclusive); 0 for tech. */
  readonly from: number;
}

/** What became of the places of one tier in one pool. */
export interface CutOff {
  readonly pool: string;
  readonly tier: StaffedTier;
  /** Infinity where they are not counted. */
  readonly places: number;
  readonly taken: number;
  readonly accounts: number;
  /** What an account must count for: the threshold, or more where others with more have taken the places. */
  readonly from: number;
  /** Somebody who reaches the threshold found no place. */
  readonly isFull: boolean;
}

export interface Indications {
  readonly byAccount: ReadonlyMap<string, Indication>;
  readonly cutOffs: readonly CutOff[];
}

/** Sums of efforts such as 1.1 are not exact. */
const ROUNDING = 1e-9;

interface Ranked {
  readonly contender: Contender;
  readonly key: number;
}

/** A tier of a pool while its places are given out. */
interface Round extends CutOff {
  readonly admitted: ReadonlySet<Contender>;
  readonly turnedAway: ReadonlySet<Contender>;
}

function holdsAtLeast({ holds }: Contender, tier: Tier): boolean {
  return holds !== null && !isAbove(tier, holds);
}

/** What decides who comes first; null: it is no candidate for the tier. */
function keyOf(contender: Contender, tier: StaffedTier, settings: TouchTierSettings) {
  const { counts, notBelow, notAbove } = contender;
  if (holdsAtLeast(contender, tier)) {
    // An unknown value is no reason to move anybody, and neither is what it was moved for lately.
    if (counts === null || (notBelow !== null && !isAbove(tier, notBelow)))
      return Number.POSITIVE_INFINITY;
    const key = counts / (1 - settings.margin);
    return key >= settings.thresholds[tier] ? key : null;
  }
  if (counts === null || counts < settings.thresholds[tier]) return null;
  return notAbove !== null && isAbove(tier, notAbove) ? null : counts;
}

/** From the strongest to the weakest; the same accounts always in the same order. */
function byKey(left: Ranked, right: Ranked): number {
  if (left.key !== right.key) return left.key < right.key ? 1 : -1;
  const [a, b] = [left.contender, right.contender];
  const difference = (b.counts ?? 0) - (a.counts ?? 0);
  if (difference !== 0) return difference;
  return a.account < b.account ? -1 : 1;
}

function giveOut(
  pool: string,
  tier: StaffedTier,
  contenders: readonly Contender[],
  settings: TouchTierSettings,
): Round {
  const fixed = contenders.filter((one) => one.fixed === tier);
  const ranked = contenders
    .filter((one) => one.fixed === null)
    .flatMap((contender): Ranked[] => {
      const key = keyOf(contender, tier, settings);
      return key === null ? [] : [{ contender, key }];
    })
    .sort(byKey);
  const places = placesOf(pool, tier, settings);
  const admitted = new Set(fixed);
  const turnedAway = new Set<Contender>();
  let taken = fixed.reduce((sum, { effort }) => sum + effort, 0);
  let from = settings.thresholds[tier];
  for (const { contender, key } of ranked) {
    if (taken + contender.effort > places + ROUNDING) {
      turnedAway.add(contender);
      continue;
    }
    admitted.add(contender);
    taken += contender.effort;
    if (turnedAway.size === 0 && Number.isFinite(key)) from = key;
  }
  const isFull = turnedAway.size > 0;
  if (!isFull) from = settings.thresholds[tier];
  const accounts = admitted.size;
  return { pool, tier, places, taken, accounts, from, isFull, admitted, turnedAway };
}

function indicate(
  contender: Contender,
  rounds: readonly Round[],
  settings: TouchTierSettings,
): Indication {
  const { counts, holds, fixed } = contender;
  const round = rounds.find(({ admitted }) => admitted.has(contender));
  const tier = fixed ?? round?.tier ?? "tech";
  const here = { tier, about: tier, from: round?.from ?? 0 };
  if (fixed !== null) return { ...here, reason: "fixed" };
  const refused = rounds.find(({ turnedAway }) => turnedAway.has(contender));
  const without = refused && { tier, about: refused.tier, from: refused.from };
  if (holds === null) {
    if (without !== undefined) return { ...without, reason: "no-room" };
    return { ...here, reason: counts === null ? "value-unknown" : "first" };
  }
  if (isAbove(tier, holds)) return { ...here, reason: "raised" };
  if (isAbove(holds, tier)) {
    if (without !== undefined) return { ...without, reason: "displaced" };
    return { ...here, reason: "lowered" };
  }
  if (counts === null) return { ...here, reason: "value-unknown" };
  if (without !== undefined) return { ...without, reason: "no-room" };
  return stayed(contender, here, settings);
}

/** Why an account with room above it, or without a claim to more, is where it was. */
function stayed(
  { counts, notBelow, notAbove }: Contender,
  here: Omit<Indication, "reason">,
  { thresholds, margin }: TouchTierSettings,
): Indication {
  const above = STAFFED_TIERS.find((one) => (counts ?? 0) >= thresholds[one]);
  if (notAbove !== null && above !== undefined && isAbove(above, here.tier))
    return { ...here, about: above, from: thresholds[above], reason: "minimum-stay" };
  if (here.tier === "tech") return { ...here, reason: "unchanged" };
  const threshold = thresholds[here.tier];
  if ((counts ?? 0) >= threshold) return { ...here, reason: "unchanged" };
  const isWithin = (counts ?? 0) / (1 - margin) >= threshold;
  const reason = isWithin || notBelow === null ? "held" : "minimum-stay";
  return { ...here, from: threshold, reason };
}

function grouped(contenders: readonly Contender[]): Map<string, Contender[]> {
  const pools = new Map<string, Contender[]>();
  for (const contender of contenders) {
    const pool = pools.get(contender.pool);
    if (pool === undefined) pools.set(contender.pool, [contender]);
    else pool.push(contender);
  }
  return pools;
}

/** The tier of every account by thresholds and places. */
export function indicateTiers(
  contenders: readonly Contender[],
  settings: TouchTierSettings,
): Indications {
  const byAccount = new Map<string, Indication>();
  const cutOffs: CutOff[] = [];
  for (const [pool, members] of grouped(contenders)) {
    const rounds: Round[] = [];
    let left: readonly Contender[] = members;
    for (const tier of STAFFED_TIERS) {
      const round = giveOut(pool, tier, left, settings);
      rounds.push(round);
      left = left.filter((one) => !round.admitted.has(one));
    }
    for (const member of members) byAccount.set(member.account, indicate(member, rounds, settings));
    for (const { admitted: _admitted, turnedAway: _turnedAway, ...cutOff } of rounds)
      cutOffs.push(cutOff);
  }
  return { byAccount, cutOffs };
}
