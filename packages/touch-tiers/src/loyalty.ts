// In: what is known of a customer. Out: whether it is loyal, and which conditions do not hold. Pure.
import type { LoyaltySettings } from "./loyalty-settings.ts";

/** Null: not known. */
export interface LoyaltyFacts {
  readonly renewals: number | null;
  readonly tenureDays: number | null;
  /** So many days its health score has been high, in each daily run; null: it is not now, or not known. */
  readonly healthyDays: number | null;
  readonly nps: number | null;
  readonly seatUse: number | null;
  readonly overdueInvoices: number;
}

/** Keys of the message catalogue. */
export type LoyaltyCondition = "stayed" | "health" | "nps" | "seat-use" | "invoices";

function reaches(value: number | null, least: number | null | undefined): boolean {
  return least == null || (value !== null && value >= least);
}

function hasStayed(facts: LoyaltyFacts, { renewals, orTenureDays }: LoyaltySettings): boolean {
  if (renewals === null && orTenureDays === null) return true;
  const hasRenewed = renewals !== null && reaches(facts.renewals, renewals);
  return hasRenewed || (orTenureDays !== null && reaches(facts.tenureDays, orTenureDays));
}

/** Since when the health score has been high: `before` as the last daily run left it. */
export function healthySince(
  before: string | null,
  score: number | null,
  today: string,
  { health }: LoyaltySettings,
): string | null {
  return health !== null && reaches(score, health.score) && score !== null
    ? (before ?? today)
    : null;
}

/** The conditions that do not hold; a customer is loyal when there are none. What is not known does not hold. */
export function judgeLoyalty(facts: LoyaltyFacts, settings: LoyaltySettings): LoyaltyCondition[] {
  const holds: Record<LoyaltyCondition, boolean> = {
    stayed: hasStayed(facts, settings),
    health: reaches(facts.healthyDays, settings.health?.forDays),
    nps: reaches(facts.nps, settings.nps?.answer),
    "seat-use": reaches(facts.seatUse, settings.seatUse),
    invoices: !settings.noOverdueInvoice || facts.overdueInvoices === 0,
  };
  return (Object.keys(holds) as LoyaltyCondition[]).filter((condition) => !holds[condition]);
}
