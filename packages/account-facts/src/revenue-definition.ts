// What the facts of revenue depend on besides the events: the rules of this code and the settings of the company. A row carries
// their hash, so that rows made by others are found and made anew. In: facts, settings. Out: marks.
// After a crash: the rows themselves say what is outdated, so the next start marks what this one did not.
import { createHash } from "node:crypto";
import type { FactsStore } from "./facts-store.ts";

/** To be raised whenever the same events and settings lead to another row. */
const RULES_VERSION = 3;

/** The hash that a row made now carries. */
export function revenueDefinition({ timeZone, currencies }: FactsStore): string {
  const { reportingCurrency, ratesToReporting, revenue } = currencies;
  const rates = Object.entries(ratesToReporting).sort(([left], [right]) => (left < right ? -1 : 1));
  const { churnDate, reactivationVoidsChurnWithinDays } = revenue;
  return createHash("sha256")
    .update(
      JSON.stringify([
        RULES_VERSION,
        timeZone,
        reportingCurrency,
        rates,
        churnDate,
        reactivationVoidsChurnWithinDays,
      ]),
    )
    .digest("hex")
    .slice(0, 16);
}

/**
 * Marks the accounts whose revenue was made by other rules or settings (a newer version of this code, another time zone, rate or
 * rule), so that the next passes make it anew. For a worker's start; nothing happens where all rows are current, and a repeat is
 * harmless. Throws ClickhouseError.
 */
export async function markOutdatedRevenue(store: FactsStore): Promise<void> {
  await store.tables.command(
    `INSERT INTO mimamori.fact_marks (family, subject, bucket)
     SELECT 'revenue', account, '' FROM mimamori.revenue FINAL
     WHERE events > 0 AND definition != {definition:String}`,
    { definition: revenueDefinition(store) },
  );
}
