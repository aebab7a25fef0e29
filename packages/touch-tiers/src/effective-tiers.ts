// In: all accounts with what the rules say and their changes. Out: the tiers in effect today. Pure.
//
// What frees a place comes first: pins, ended pins, lowerings that are due. Then those who come in, from who counts for most: raises
// that are due, accounts that are new, accounts whose pin held them below. Nobody comes into a tier without room: a raise waits, the
// others take the highest tier that has some.
import type { Candidate } from "./candidates.ts";
import { stepOf } from "./change-steps.ts";
import type { Indication } from "./indicate-tiers.ts";
import { placesOf } from "./pools.ts";
import type { TouchTierSettings } from "./settings.ts";
import type { ChangeStep, Day, TierState } from "./tier-state.ts";
import { isAbove, TIERS } from "./tiers.ts";
import type { Tier } from "./tiers.ts";

export interface Moving extends Candidate {
  readonly indication: Indication;
}

export interface TierOutcome {
  readonly account: string;
  readonly pool: string;
  readonly effort: number;
  /** Share of 0 to 1, the highest of late. */
  readonly potential: number;
  /** What it counts for: its value, lifted by its potential. */
  readonly counts: number | null;
  readonly state: TierState;
  readonly previousTier: Tier | null;
  /** What the rules say; it may wait for approval, for its day, or for room. */
  readonly indication: Indication;
  /** Steps of its changes that were taken today, oldest first. */
  readonly steps: readonly ChangeStep[];
}

const ROUNDING = 1e-9;

/** Places that are taken, by pool and tier. */
class Rooms {
  readonly #taken = new Map<string, number>();
  readonly #settings: TouchTierSettings;

  constructor(settings: TouchTierSettings) {
    this.#settings = settings;
  }

  take({ pool, effort }: Moving, tier: Tier, sign: 1 | -1 = 1): void {
    const key = `${tier} ${pool}`;
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + sign * effort);
  }

  hasRoom({ pool, effort }: Moving, tier: Tier): boolean {
    if (tier === "tech") return true;
    const taken = this.#taken.get(`${tier} ${pool}`) ?? 0;
    return taken + effort <= placesOf(pool, tier, this.#settings) + ROUNDING;
  }
}

type Places = Pick<TierState, "tier" | "base" | "since" | "entered" | "change">;

/** What an account is about to be, before anybody comes in. */
interface Settled {
  readonly moving: Moving;
  readonly now: Places | null;
  /** The tier that it comes into when there is room. */
  readonly wants: Tier | null;
  readonly steps: readonly ChangeStep[];
}

function isDue({ progress: { change } }: Moving, today: Day): boolean {
  return change?.approval != null && change.approval.effectiveOn <= today;
}

function pinStep({ given: { before, pin } }: Moving, today: Day): ChangeStep[] {
  if (pin === null || (before?.pin?.id === pin.id && before.tier === pin.tier)) return [];
  return [
    {
      id: `${today}-pin-${pin.tier}`,
      kind: "pin",
      from: before?.tier ?? null,
      to: pin.tier,
      status: "in-effect",
      proposedOn: today,
      decidedBy: pin.author,
      decisionReason: pin.reason,
      effectiveOn: today,
    },
  ];
}

/** The change has taken effect: it stands at its new tier from today on. */
function moved(change: NonNullable<TierState["change"]>, today: Day): Places {
  const entered = isAbove(change.to, change.from) ? "raised" : "lowered";
  return { tier: change.to, base: change.to, since: today, entered, change: null };
}

function settle(moving: Moving, today: Day): Settled {
  const { given, progress } = moving;
  const { before, pin } = given;
  const steps = [...progress.steps, ...pinStep(moving, today)];
  const change = progress.change;
  if (pin !== null) {
    const base = before?.base ?? pin.tier;
    const since = before === null ? today : before.since;
    const entered = before?.entered ?? "first";
    return {
      moving,
      now: { tier: pin.tier, base, since, entered, change },
      wants: null,
      steps,
    };
  }
  if (before === null) return { moving, now: null, wants: moving.indication.tier, steps };
  const { tier, base, since, entered } = before;
  const stays: Places = { tier, base, since, entered, change };
  if (before.pin !== null && isAbove(base, tier))
    return { moving, now: { ...stays, tier }, wants: base, steps };
  if (change === null || !isDue(moving, today))
    return { moving, now: { ...stays, tier: base }, wants: null, steps };
  if (isAbove(change.to, base)) return { moving, now: stays, wants: change.to, steps };
  return {
    moving,
    now: moved(change, today),
    wants: null,
    steps: [...steps, stepOf(change, "in-effect")],
  };
}

function firstStep(tier: Tier, today: Day): ChangeStep {
  return {
    id: `${today}-first-${tier}`,
    kind: "first",
    from: null,
    to: tier,
    status: "in-effect",
    proposedOn: today,
    decidedBy: "",
    decisionReason: "",
    effectiveOn: today,
  };
}

function comeIn(one: Settled, wants: Tier, rooms: Rooms, today: Day): Settled {
  const { moving, now, steps } = one;
  const change = now?.change ?? null;
  const isRaise = now !== null && moving.given.before?.pin === null && change !== null;
  if (isRaise && !rooms.hasRoom(moving, wants)) return one;
  const open = TIERS.filter((tier) => !isAbove(tier, wants));
  const tier = open.find((each) => each === now?.tier || rooms.hasRoom(moving, each)) ?? "tech";
  if (now !== null) rooms.take(moving, now.tier, -1);
  rooms.take(moving, tier);
  if (now === null) {
    const first: Places = { tier, base: tier, since: today, entered: "first", change: null };
    return { ...one, now: first, steps: [...steps, firstStep(tier, today)] };
  }
  if (isRaise)
    return { ...one, now: moved(change, today), steps: [...steps, stepOf(change, "in-effect")] };
  return { ...one, now: { ...now, tier, base: tier } };
}

function unpinStep({ given: { before, pin } }: Moving, tier: Tier, today: Day): ChangeStep[] {
  if (before?.pin == null || pin !== null) return [];
  const { author, reason } = before.pin;
  return [
    {
      id: `${today}-unpin-${tier}`,
      kind: "unpin",
      from: before.tier,
      to: tier,
      status: "in-effect",
      proposedOn: today,
      decidedBy: author,
      decisionReason: reason,
      effectiveOn: today,
    },
  ];
}

function outcomeOf({ moving, now, steps }: Settled, today: Day): TierOutcome {
  const { given, indication, pool, effort, counts, potential, progress } = moving;
  if (now === null) throw new Error("every account has come in by now");
  return {
    account: given.account,
    pool,
    effort,
    potential: potential.share,
    counts,
    indication,
    previousTier: given.before?.tier ?? null,
    state: { ...now, potential, restUntil: progress.restUntil, pin: given.pin },
    steps: [...steps, ...unpinStep(moving, now.tier, today)],
  };
}

/** From who counts for most; the same accounts always in the same order. */
function byCounts({ moving: left }: Settled, { moving: right }: Settled): number {
  const difference = (right.counts ?? 0) - (left.counts ?? 0);
  if (difference !== 0) return difference;
  return left.account < right.account ? -1 : 1;
}

/** The tiers in effect, in the order of the accounts. */
export function takeEffect(
  accounts: readonly Moving[],
  settings: TouchTierSettings,
  today: Day,
): TierOutcome[] {
  const settled = accounts.map((moving) => settle(moving, today));
  const rooms = new Rooms(settings);
  for (const { moving, now } of settled) if (now !== null) rooms.take(moving, now.tier);
  const after = new Map<string, Settled>();
  for (const one of settled.filter(({ wants }) => wants !== null).sort(byCounts)) {
    if (one.wants !== null) after.set(one.moving.account, comeIn(one, one.wants, rooms, today));
  }
  return settled.map((one) => outcomeOf(after.get(one.moving.account) ?? one, today));
}
