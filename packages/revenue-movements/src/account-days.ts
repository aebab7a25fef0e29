// In: the lines of an account's subscriptions. Out: the account's days at which its MRR or its activity changes. Pure.
import type { LinePoint } from "./subscription-line.ts";

/** From this day on, at its end, until the next entry. */
export interface ActivityDay {
  readonly day: string;
  /** Whether at least one subscription is active; an active one may bring 0 (a full discount). */
  readonly active: boolean;
  /** Null when an active subscription's currency has no rate: the sum is not known, and not 0. */
  readonly mrrMinor: number | null;
}

/** A day holds what is true at its end: of several points on one day the last one stays. */
function byDay(
  line: readonly LinePoint[],
  msToDay: (ms: number) => string,
): Map<string, LinePoint> {
  return new Map(line.map((point) => [msToDay(point.fromMs), point]));
}

function sumOf(points: readonly (LinePoint | undefined)[]): Omit<ActivityDay, "day"> {
  const active = points.filter((point) => point?.active === true);
  let mrrMinor: number | null = 0;
  for (const point of active) {
    const part: number | null = point?.mrrMinor ?? null;
    mrrMinor = mrrMinor === null || part === null ? null : mrrMinor + part;
  }
  return { active: active.length > 0, mrrMinor };
}

/** The days of change in ascending order, each different from the one before; leading days without revenue left out. */
export function activityDaysOf(
  lines: readonly (readonly LinePoint[])[],
  msToDay: (ms: number) => string,
): ActivityDay[] {
  const lineDays = lines.map((line) => byDay(line, msToDay));
  const days = [...new Set(lineDays.flatMap((line) => [...line.keys()]))].sort();
  const current: (LinePoint | undefined)[] = lines.map(() => undefined);
  const result: ActivityDay[] = [];
  let last: Omit<ActivityDay, "day"> = { active: false, mrrMinor: 0 };
  for (const day of days) {
    lineDays.forEach((line, index) => {
      current[index] = line.get(day) ?? current[index];
    });
    const now = sumOf(current);
    if (now.active === last.active && now.mrrMinor === last.mrrMinor) continue;
    result.push({ day, ...now });
    last = now;
  }
  return result;
}
