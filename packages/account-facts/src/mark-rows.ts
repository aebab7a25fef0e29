// Marks for raw rows that are already there. In: a condition on raw rows. Out: a mark for every bucket that a row of theirs
// (any copy of it) is in, by the same rule as touchedBuckets(); a test holds the two together.
import type { FactTable } from "./fact-tables.ts";
import { FACT_TABLES } from "./families.ts";
import type { FactsStore } from "./facts-store.ts";
import { READABLE_JSON } from "./readable-json.ts";

/** Marks the buckets of the raw rows that fulfil `condition` (SQL over subject, time, source, id), in `tables`. */
export async function markRows(
  store: FactsStore,
  condition: string,
  parameters: Readonly<Record<string, unknown>> = {},
  tables: readonly FactTable[] = FACT_TABLES,
): Promise<void> {
  for (const { family, raw } of tables) {
    const types = raw.types.map((type) => `'${type}'`).join(", ");
    await store.tables.command(
      `INSERT INTO mimamori.fact_marks (family, subject, bucket)
       SELECT DISTINCT '${family}', subject, ${raw.bucket}
       FROM (
         SELECT subject, occurred_at, ${READABLE_JSON} AS json FROM ${raw.table}
         WHERE type IN (${types}) AND ${condition}
       )`,
      { ...parameters, time_zone: store.timeZone },
    );
  }
}
