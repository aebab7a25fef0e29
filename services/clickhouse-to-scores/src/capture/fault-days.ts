/**
 * Days on which most accounts used the product much less than they do, all at once: a fault of the capture, not a thousand customers.
 *
 * In: per company day and country the accounts that used it about as usual. Out: the days that do not count. Pure.
 *
 * A day is compared with the working days before it, country by country: a holiday (Golden Week, Obon, Thanksgiving) is a working day
 * of nobody there, so it is never a fault. What lasts is believed: after LONGEST_FAULT working days it is the new level, and those days
 * count after all.
 */
import type { CountWorkingDays } from "../working-days.ts";

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
const LONGEST_FAULT = 10;

/** How many days before the first one that is judged are wanted. */
export const LEAD_DAYS = 45;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
  return (low + high) / 2;
}

/** A country's working days so far that count, newest last. */
type History = number[];

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
  let suspected: { readonly day: number; readonly seen: ReadonlyMap<string, number> }[] = [];
  for (let day = from - LEAD_DAYS; day <= to; day += 1) {
    const working = [...histories.keys()].filter((one) => countWorkingDays(one, day, day) > 0);
    const seen = new Map(working.map((one) => [one, accountsOn.get(`${one} ${day}`) ?? 0]));
    if (isFault(seen, histories)) {
      suspected.push({ day, seen });
      if (suspected.length <= LONGEST_FAULT) continue;
      // It has lasted: it is how things are now.
      for (const one of suspected) remember(one.seen, histories);
      suspected = [];
    } else if (working.length > 0) {
      faults.push(...suspected.map((one) => one.day));
      suspected = [];
      remember(seen, histories);
    }
  }
  return [...faults, ...suspected.map((one) => one.day)].filter((day) => day >= from);
}

/** Countries that are too new to compare with take no part. */
function isFault(
  seen: ReadonlyMap<string, number>,
  histories: ReadonlyMap<string, History>,
): boolean {
  let [usual, now] = [0, 0];
  for (const [country, accounts] of seen) {
    const history = histories.get(country) ?? [];
    if (history.length < FEWEST_REFERENCE_DAYS) continue;
    usual += median(history);
    now += accounts;
  }
  return usual >= FEWEST_ACCOUNTS && now < usual * FAULT_BELOW;
}

function remember(
  seen: ReadonlyMap<string, number>,
  histories: ReadonlyMap<string, History>,
): void {
  for (const [country, accounts] of seen) {
    const history = histories.get(country) ?? [];
    history.push(accounts);
    if (history.length > REFERENCE_DAYS) history.shift();
  }
}
