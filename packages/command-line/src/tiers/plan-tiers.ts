/**
 * What other settings would make of the base: the tiers when every change that the rules ask for had been carried out.
 *
 * In: the accounts of the newest daily run, the settings in force and the changed ones. Out: tiers, ARR, places and CSMs before and
 * after. Pure. The minimum stay, approvals and notices are taken as over; pins hold.
 */
import { assignTiers, TIERS } from "@mimamori/touch-tiers";
import type { CutOff, Tier, TieredAccount, TouchTierSettings } from "@mimamori/touch-tiers";
import type { TierOfAccount } from "./tier-readings.ts";

/** Accounts and their ARR, in whole units of the reporting currency. */
export interface Group {
  readonly accounts: number;
  readonly arr: number;
}

export interface PoolTier {
  readonly pool: string;
  readonly tier: Tier;
  readonly now: Group;
  readonly planned: Group;
  /** Null for tech touch. */
  readonly cutOff: CutOff | null;
  /** People of the team; null where they are not counted. */
  readonly csms: number | null;
}

/** The accounts of a CSM, by tier. */
export type Book = Readonly<Record<Tier, Group>>;

export interface CsmBook {
  /** Empty: accounts that have none, and need one in high and low touch. */
  readonly csm: string;
  readonly now: Book;
  readonly planned: Book;
  /** Accounts whose tier changes. */
  readonly moves: number;
}

export interface Move {
  readonly account: string;
  readonly name: string;
  readonly csm: string;
  readonly arr: number | null;
  readonly from: Tier;
  readonly to: Tier;
}

export interface TierPlan {
  /** As_of of the run that the accounts are from, ISO. */
  readonly asOf: string;
  readonly tiers: readonly PoolTier[];
  readonly csms: readonly CsmBook[];
  /** The largest first. */
  readonly moves: readonly Move[];
}

const AT_ONCE = {
  approval: { raise: "rule", lower: "rule" },
  noticeDays: 0,
  takesEffectOn: "any-day",
  expireAfterDays: 30,
  restDays: 0,
} as const;

function tieredAccount(
  row: TierOfAccount,
  settings: TouchTierSettings,
  isSame: boolean,
): TieredAccount {
  const { account, segment, language, country, tier_without_pin: base, tier } = row;
  const today = row.as_of.slice(0, 10);
  const pin =
    row.pin_expires_at === null
      ? null
      : {
          id: "pin",
          tier,
          author: row.pinned_by,
          reason: row.pin_reason,
          expiresAt: row.pin_expires_at,
        };
  return {
    account,
    segment,
    language,
    country,
    value: settings.value === "arr" ? row.arr : row.ltv,
    parts: { seats: row.potential_seats, plans: row.potential_plans, growth: row.potential_growth },
    isStrategic: row.strategic === 1,
    before: {
      tier,
      base,
      since: null,
      entered: "first",
      // What was remembered was worked out with the settings in force.
      potential: isSame ? { share: row.potential, on: today } : null,
      change: null,
      restUntil: null,
      pin,
    },
    decision: null,
    pin,
  };
}

function groupOf(rows: readonly TierOfAccount[]): Group {
  return { accounts: rows.length, arr: rows.reduce((sum, { arr }) => sum + (arr ?? 0), 0) };
}

interface Planned {
  readonly row: TierOfAccount;
  readonly pool: string;
  readonly to: Tier;
}

function bookOf(planned: readonly Planned[], tierOf: (one: Planned) => Tier): Book {
  const ofTier = (tier: Tier): Group =>
    groupOf(planned.filter((one) => tierOf(one) === tier).map(({ row }) => row));
  return { high: ofTier("high"), low: ofTier("low"), tech: ofTier("tech") };
}

function poolTiers(
  planned: readonly Planned[],
  cutOffs: readonly CutOff[],
  { pools }: TouchTierSettings,
): PoolTier[] {
  const names = [...new Set(planned.map(({ pool }) => pool))];
  const order = Object.keys(pools);
  names.sort((left, right) => order.indexOf(left) - order.indexOf(right));
  return names.flatMap((pool) =>
    TIERS.map((tier): PoolTier => {
      const inPool = planned.filter((one) => one.pool === pool);
      const team = tier === "tech" ? undefined : pools[pool]?.[tier];
      return {
        pool,
        tier,
        now: groupOf(inPool.filter(({ row }) => row.tier === tier).map(({ row }) => row)),
        planned: groupOf(inPool.filter(({ to }) => to === tier).map(({ row }) => row)),
        cutOff: cutOffs.find((one) => one.pool === pool && one.tier === tier) ?? null,
        csms: team?.csms ?? null,
      };
    }),
  );
}

function csmBooks(planned: readonly Planned[]): CsmBook[] {
  const names = [...new Set(planned.map(({ row }) => row.csm))].sort();
  return names.map((csm) => {
    const own = planned.filter(({ row }) => row.csm === csm);
    return {
      csm,
      now: bookOf(own, ({ row }) => row.tier),
      planned: bookOf(own, ({ to }) => to),
      moves: own.filter(({ row, to }) => row.tier !== to).length,
    };
  });
}

/** Plans the base with the changed settings. `rows` are those of one run. */
export function planTiers(
  rows: readonly TierOfAccount[],
  inForce: TouchTierSettings,
  changed: TouchTierSettings,
): TierPlan {
  const isSame = JSON.stringify(inForce.potential) === JSON.stringify(changed.potential);
  const asOf = rows[0]?.as_of ?? "";
  const accounts = rows.map((row) => tieredAccount(row, changed, isSame));
  const { outcomes, cutOffs } = assignTiers(
    accounts,
    { ...changed, changes: AT_ONCE },
    asOf.slice(0, 10),
  );
  const planned = rows.map((row, at): Planned => {
    const outcome = outcomes[at];
    return { row, pool: outcome?.pool ?? "", to: outcome?.state.tier ?? row.tier };
  });
  const moves = planned
    .filter(({ row, to }) => row.tier !== to)
    .map(({ row: { account, name, csm, arr, tier: from }, to }) => ({
      account,
      name,
      csm,
      arr,
      from,
      to,
    }))
    .sort((left, right) => (right.arr ?? 0) - (left.arr ?? 0));
  return {
    asOf,
    tiers: poolTiers(planned, cutOffs, changed),
    csms: csmBooks(planned),
    moves,
  };
}
