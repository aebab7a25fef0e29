// In: the lines of an account's subscriptions. Out: the account's days at which its MRR or its activity changes, and what became
// of its contracts until then. Pure.
import { changesBetween } from "./contract-changes.ts";
import type { ContractChange, PricedContract } from "./contract-changes.ts";
import type { LinePoint } from "./subscription-line.ts";

/** From this day on, at its end, until the next entry. */
export interface ActivityDay {
  readonly day: string;
  /** Whether at least one subscription is active; an active one may bring 0 (a full discount). */
  readonly active: boolean;
  /** Null when an active subscription's currency has no rate: the sum is not known, and not 0. */
  readonly mrrMinor: number | null;
  /** What changed since the last day whose MRR was known; empty while it is not known. */
  readonly changes: readonly ContractChange[];
}

/** What holds at the end of a day: one place per subscription. */
interface DayEnd {
  readonly day: string;
  readonly points: readonly (LinePoint | undefined)[];
  readonly active: boolean;
  readonly mrrMinor: number | null;
}

const DAY_MS = 86_400_000;

/** A day holds what is true at its end: of several points on one day the last one stays. */
function byDay(
  line: readonly LinePoint[],
  msToDay: (ms: number) => string,
): Map<string, LinePoint> {
  return new Map(line.map((point) => [msToDay(point.fromMs), point]));
}

function mrrOf(points: DayEnd["points"]): number | null {
  let mrrMinor: number | null = 0;
  for (const point of points) {
    if (point?.active !== true) continue;
    mrrMinor = mrrMinor === null || point.mrrMinor === null ? null : mrrMinor + point.mrrMinor;
  }
  return mrrMinor;
}

function dayEndsOf(
  lines: readonly (readonly LinePoint[])[],
  msToDay: (ms: number) => string,
): DayEnd[] {
  const lineDays = lines.map((line) => byDay(line, msToDay));
  const days = [...new Set(lineDays.flatMap((line) => [...line.keys()]))].sort();
  let points: DayEnd["points"] = lines.map(() => undefined);
  return days.map((day) => {
    points = points.map((point, place) => lineDays[place]?.get(day) ?? point);
    const active = points.some((point) => point?.active === true);
    return { day, points, active, mrrMinor: mrrOf(points) };
  });
}

/** Leaves out the pauses of at most `mostDays` days between two active times: the account counts as if it had stayed. */
function withoutShortPauses(ends: readonly DayEnd[], mostDays: number): readonly DayEnd[] {
  if (mostDays === 0) return ends;
  let pausedOn: string | undefined;
  const kept: DayEnd[] = [];
  for (const end of ends) {
    if (!end.active && kept.at(-1)?.active === true) pausedOn = end.day;
    if (end.active && pausedOn !== undefined) {
      const days = (Date.parse(end.day) - Date.parse(pausedOn)) / DAY_MS;
      if (days <= mostDays) while (kept.at(-1)?.active === false) kept.pop();
      pausedOn = undefined;
    }
    kept.push(end);
  }
  return kept;
}

function contractOf(point: LinePoint | undefined): PricedContract | undefined {
  if (point?.contract === undefined || point.mrrMinor === null) return undefined;
  return { data: point.contract, mrrMinor: point.mrrMinor };
}

/**
 * The days of change in ascending order, each different from the one before; leading days without revenue left out.
 * `mostPauseDays`: a pause of so many days or fewer is none (0: every pause is one).
 */
export function activityDaysOf(
  lines: readonly (readonly LinePoint[])[],
  msToDay: (ms: number) => string,
  mostPauseDays = 0,
): ActivityDay[] {
  const result: ActivityDay[] = [];
  let last: Omit<ActivityDay, "day" | "changes"> = { active: false, mrrMinor: 0 };
  let known: readonly (PricedContract | undefined)[] = lines.map(() => undefined);
  for (const end of withoutShortPauses(dayEndsOf(lines, msToDay), mostPauseDays)) {
    const { day, active, mrrMinor } = end;
    const now = mrrMinor === null ? known : end.points.map(contractOf);
    if (active !== last.active || mrrMinor !== last.mrrMinor) {
      result.push({ day, active, mrrMinor, changes: changesBetween(known, now) });
      last = { active, mrrMinor };
    }
    known = now;
  }
  return result;
}
