// In: a contract before and after. Out: which factors of its price changed, and what it would bring if only some had. Pure.
import type { SubscriptionChanged } from "@mimamori/event-contracts";
import type { PricedContract } from "./contract-changes.ts";
import { minorRate, monthsIn, roundHalfAwayFromZero } from "./monthly-price.ts";
import type { CurrencySettings } from "./monthly-price.ts";

/** In the order in which they are told. */
export const MOVEMENT_CAUSES = ["product", "seats", "price", "term", "discount"] as const;

/**
 * product: other products, or a contract that began or ended. seats: more or fewer seats. price: another list price per seat.
 * term: another list price per seat and month that comes with another billing interval (an annual plan is cheaper per month).
 * discount: another discount. Currency is none of them: rates are fixed.
 */
export type MovementCause = (typeof MOVEMENT_CAUSES)[number];

/** List price per month in the reporting currency's minor unit, not rounded; 0 seats where the price is not by seats. */
interface Line {
  readonly listMinor: number;
  readonly seats: number;
}

/** One side of a change: its lines by product, and its discount per month. */
interface Side {
  readonly lines: ReadonlyMap<string, Line>;
  readonly share: number;
  readonly offMinor: number;
}

function sideOf(data: SubscriptionChanged, settings: CurrencySettings): Side {
  const perMonth = (minorRate(data.currency, settings) ?? 0) / monthsIn(data.interval);
  const lines = new Map<string, Line>();
  for (const { product, amount_minor, seats = 0 } of data.items) {
    const line = lines.get(product) ?? { listMinor: 0, seats: 0 };
    lines.set(product, {
      listMinor: line.listMinor + amount_minor * perMonth,
      seats: line.seats + seats,
    });
  }
  const { discount } = data;
  if (discount === undefined) return { lines, share: 0, offMinor: 0 };
  return "share" in discount
    ? { lines, share: discount.share, offMinor: 0 }
    : { lines, share: 0, offMinor: discount.amount_minor * perMonth };
}

/** Equal but for the last digits of binary fractions. */
function isSame(left: number, right: number): boolean {
  return Math.abs(left - right) <= 1e-12 * Math.max(Math.abs(left), Math.abs(right));
}

/** Whether seats explain a part of the change of a line: not where its price is the same or was not by seats. */
function isBySeats(before: Line, after: Line): boolean {
  return before.seats > 0 && after.seats > 0 && !isSame(before.listMinor, after.listMinor);
}

function unitPriceMoved(before: Line, after: Line): boolean {
  return isBySeats(before, after)
    ? !isSame(before.listMinor / before.seats, after.listMinor / after.seats)
    : !isSame(before.listMinor, after.listMinor);
}

function changedCauses(before: Side, after: Side, priceCause: MovementCause): MovementCause[] {
  const shared = [...before.lines].flatMap(([product, line]) => {
    const now = after.lines.get(product);
    return now === undefined ? [] : [[line, now] as const];
  });
  const changed = new Set<MovementCause>();
  if (shared.length < Math.max(before.lines.size, after.lines.size)) changed.add("product");
  if (shared.some(([line, now]) => isBySeats(line, now) && line.seats !== now.seats))
    changed.add("seats");
  if (shared.some(([line, now]) => unitPriceMoved(line, now))) changed.add(priceCause);
  if (!isSame(before.share, after.share) || !isSame(before.offMinor, after.offMinor))
    changed.add("discount");
  return MOVEMENT_CAUSES.filter((cause) => changed.has(cause));
}

/** A line that both sides have: its unit price from one side, its seats from the other. */
function mixedListMinor(price: Line, seats: Line): number {
  if (price === seats || !isBySeats(price, seats)) return price.listMinor;
  return (price.listMinor * seats.seats) / price.seats;
}

export interface ContractFactors {
  /** The causes that changed anything, in the order of MOVEMENT_CAUSES. */
  readonly changed: readonly MovementCause[];
  /** MRR if of the changed causes only these had changed; minor unit. */
  readonly mrrMinorWith: (causes: ReadonlySet<MovementCause>) => number;
}

/** The list price that comes of the products, seats and prices of these sides. */
function listMinorOf(sides: { product: Side; price: Side; seats: Side }): number {
  let listMinor = 0;
  for (const [product, line] of sides.product.lines) {
    const price = sides.price.lines.get(product);
    const seats = sides.seats.lines.get(product);
    // A product of one side only has the price and the seats of that side.
    listMinor +=
      price === undefined || seats === undefined ? line.listMinor : mixedListMinor(price, seats);
  }
  return listMinor;
}

/** The factors of a contract that was there before and after. */
export function factorsOf(
  before: PricedContract,
  after: PricedContract,
  settings: CurrencySettings,
): ContractFactors {
  const [old, now] = [sideOf(before.data, settings), sideOf(after.data, settings)];
  const isSameTerm = isSame(monthsIn(before.data.interval), monthsIn(after.data.interval));
  const priceCause: MovementCause = isSameTerm ? "price" : "term";
  const seen = changedCauses(old, now, priceCause);
  // A change too small to be seen in a sum this large is one of the price.
  const changed: readonly MovementCause[] =
    seen.length === 0 && before.mrrMinor !== after.mrrMinor ? [priceCause] : seen;
  return {
    changed,
    mrrMinorWith: (causes) => {
      if (causes.size === 0) return before.mrrMinor;
      if (changed.every((cause) => causes.has(cause))) return after.mrrMinor;
      const side = (cause: MovementCause): Side => (causes.has(cause) ? now : old);
      const sides = { product: side("product"), price: side(priceCause), seats: side("seats") };
      const { share, offMinor } = side("discount");
      return roundHalfAwayFromZero(Math.max(0, listMinorOf(sides) * (1 - share) - offMinor));
    },
  };
}
