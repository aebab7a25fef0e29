// In: what is known of an account's use, plan and growth. Out: how much it may yet buy, as a share, and what it counts for. Pure.
import { addDays } from "./calendar-days.ts";
import type { TouchTierSettings } from "./settings.ts";

/** Each from 0 to 1; null: not known, or not looked at. */
export interface PotentialParts {
  /** How near its seats are to being full. */
  readonly seats: number | null;
  /** The share of the plans that stand above its own. */
  readonly plans: number | null;
  readonly growth: number | null;
}

export interface GrowthSignals {
  /** Distinct users of 28 days; null: nothing is known of its use. */
  readonly activeUsers: number | null;
  readonly seats: number;
  /** Products that it pays for. */
  readonly products: readonly string[];
  /** What it pays now and what it paid a year ago, in any one unit; null: unknown, or it did not pay then. */
  readonly mrr: number | null;
  readonly mrrAYearAgo: number | null;
}

/** The highest potential of late, and since when. */
export interface RememberedPotential {
  readonly share: number;
  /** YYYY-MM-DD */
  readonly on: string;
}

type Settings = TouchTierSettings["potential"];

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function seatPart({ activeUsers, seats }: GrowthSignals, { seatUse }: Settings): number | null {
  if (activeUsers === null || seats <= 0) return null;
  return clamp((activeUsers / seats - seatUse.none) / (seatUse.full - seatUse.none));
}

function planPart({ products }: GrowthSignals, { plans }: Settings): number | null {
  const own = Math.max(...products.map((product) => plans.indexOf(product)), -1);
  if (own < 0) return null;
  return plans.length < 2 ? 0 : (plans.length - 1 - own) / (plans.length - 1);
}

function growthPart({ mrr, mrrAYearAgo }: GrowthSignals, { fullGrowth }: Settings): number | null {
  if (mrr === null || mrrAYearAgo === null || mrrAYearAgo <= 0) return null;
  return clamp((mrr / mrrAYearAgo - 1) / fullGrowth);
}

/** The parts that the settings give a weight. */
export function potentialParts(signals: GrowthSignals, settings: Settings): PotentialParts {
  const { seats, plans, growth } = settings.weights;
  return {
    seats: seats > 0 ? seatPart(signals, settings) : null,
    plans: plans > 0 ? planPart(signals, settings) : null,
    growth: growth > 0 ? growthPart(signals, settings) : null,
  };
}

/**
 * The weighted mean of the parts that are known (0 when none is), and 1 for a strategic account: people have said that there is
 * more to come.
 */
export function potentialOf(
  parts: PotentialParts,
  isStrategic: boolean,
  { weights }: Settings,
): number {
  if (isStrategic) return 1;
  const known = (["seats", "plans", "growth"] as const).flatMap((name) => {
    const part = parts[name];
    return part === null ? [] : [{ part, weight: weights[name] }];
  });
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? 0 : known.reduce((sum, { part, weight }) => sum + part * weight, 0) / total;
}

/** The highest potential within the remembered days: falling use is a risk, and risk takes no attention away. */
export function rememberPotential(
  before: RememberedPotential | null,
  now: number,
  today: string,
  { rememberedDays }: Settings,
): RememberedPotential {
  const isRemembered = before !== null && today < addDays(before.on, rememberedDays);
  return isRemembered && before.share > now ? before : { share: now, on: today };
}

/** What the account counts for beside others: its value, lifted by its potential. Null where the value is unknown. */
export function countsFor(
  value: number | null,
  potential: number,
  { uplift }: Settings,
): number | null {
  return value === null || Number.isNaN(value) ? null : value * (1 + uplift * potential);
}
