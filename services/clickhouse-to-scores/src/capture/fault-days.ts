/**
 * Days on which most accounts used the product much less than they do, all at once: a fault of the capture, not a thousand customers.
 *
 * In: per company day and country the accounts that used it about as usual. Out: the days that do not count. Pure.
 *
 * A day is compared with the working days before it, country by country: a holiday (Golden Week, Obon, Thanksgiving) is a working day
 * of nobody there, so it is never a fault. It is compared with the same weekday as well, and the lower of the two counts: of accounts on
 * the other side of the globe little of Monday is left in the company's Monday. What lasts is believed: after LONGEST_FAULT working days it is the new level, and those days
 * count after all.
 */
import type { CountWorkingDays } from "../measures/working-days.ts";

/** The accounts of a country that reached half of their typical day; a day that nobody used the product on may be left out. */
export interface FleetDay {
  /** Since 1970-01-01, of the company's time zone. */
  readonly day: number;
  /** ISO 3166-1 alpha-2; empty when unknown. */
  readonly country: string;
  readonly accounts: number;
}

/** "Most": fewer than this share of those who do on a usual day. */
const FAULT_BELOW = 0.5;
/** Fewer accounts than this are not a fleet. */
const FEWEST_ACCOUNTS = 20;
const REFERENCE_DAYS = 20;
const FEWEST_REFERENCE_DAYS = 5;
const FEWEST_SAME_WEEKDAYS = 3;
const LONGEST_FAULT = 10;

/** How many days before the first one that is judged are wanted. */
export const LEAD_DAYS = 45;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
  return (low + high) / 2;
}

/** A country's working days so far that count, newest last. */
type History = { readonly weekday: number; readonly accounts: number }[];

/** What a country has on a working day of this weekday; 0 while there is too little to tell. */
function usualOn(history: History, weekday: number): number {
  if (history.length < FEWEST_REFERENCE_DAYS) return 0;
  const same = history.filter((one) => one.weekday === weekday);
  const all = median(history.map(({ accounts }) => accounts));
  if (same.length < FEWEST_SAME_WEEKDAYS) return all;
  return Math.min(all, median(same.map(({ accounts }) => accounts)));
}

/** A day, and the accounts of each country that works on it. */
interface Seen {
  readonly day: number;
  readonly seen: ReadonlyMap<string, number>;
}

/** The fault days in [from, to], ascending. `fleet` reaches LEAD_DAYS further back. */
export function faultDays(
  fleet: readonly FleetDay[],
  { from, to }: { readonly from: number; readonly to: number },
  countWorkingDays: CountWorkingDays,
): number[] {
  const byCountry = Map.groupBy(fleet, ({ country }) => country);
  const accountsOn = new Map(
    fleet.map(({ day, country, accounts }) => [`${country} ${day}`, accounts]),
  );
  const histories = new Map<string, History>([...byCountry.keys()].map((key) => [key, []]));
  const faults: number[] = [];
  let suspected: Seen[] = [];
  for (let day = from - LEAD_DAYS; day <= to; day += 1) {
    const working = [...histories.keys()].filter((key) => countWorkingDays(key, day, day) > 0);
    const seen = new Map(working.map((key) => [key, accountsOn.get(`${key} ${day}`) ?? 0]));
    const one = { day, seen };
    if (isFault(one, histories)) {
      suspected.push(one);
      if (suspected.length <= LONGEST_FAULT) continue;
      // It has lasted: it is how things are now.
      for (const each of suspected) remember(each, histories);
      suspected = [];
    } else if (working.length > 0) {
      faults.push(...suspected.map((each) => each.day));
      suspected = [];
      remember(one, histories);
    }
  }
  return [...faults, ...suspected.map((each) => each.day)].filter((day) => day >= from);
}

/** Countries that are too new to compare with take no part. */
function isFault({ day, seen }: Seen, histories: ReadonlyMap<string, History>): boolean {
  let [usual, now] = [0, 0];
  for (const [country, accounts] of seen) {
    const expected = usualOn(histories.get(country) ?? [], day % 7);
    if (expected === 0) continue;
    usual += expected;
    now += accounts;
  }
  return usual >= FEWEST_ACCOUNTS && now < usual * FAULT_BELOW;
}

function remember({ day, seen }: Seen, histories: ReadonlyMap<string, History>): void {
  for (const [country, accounts] of seen) {
    const history = histories.get(country) ?? [];
    history.push({ weekday: day % 7, accounts });
    if (history.length > REFERENCE_DAYS) history.shift();
  }
}
