// Marks what an older release did not make facts of, so that an installation that is updated has them. In: raw rows, facts. Out: marks.
// After a crash: what has no facts yet says so itself, so the next start marks it again.
import { factTable } from "./families.ts";
import type { FactsStore } from "./facts-store.ts";
import { markRows } from "./mark-rows.ts";

/** Families with an entity to a bucket, that came after the first release. */
const LATER_FAMILIES = ["goals", "contacts"] as const;

/**
 * Marks goals and contacts that no row is about, and profiles whose CSM has no history. For a worker's start; a repeat is harmless, and
 * marks only what belongs to users whom no account is linked to yet. Throws ClickhouseError.
 */
export async function markMissing(store: FactsStore): Promise<void> {
  for (const family of LATER_FAMILIES) {
    const table = factTable(family);
    const known = `SELECT ${table.bucketColumn ?? ""} FROM mimamori.${family}`;
    await markRows(store, `${table.raw.bucket} NOT IN (${known})`, {}, [table]);
  }
  await store.tables.command(
    `INSERT INTO mimamori.fact_marks (family, subject, bucket)
     SELECT 'profiles', account, '' FROM mimamori.profiles FINAL WHERE present AND csm != '' AND empty(csm_spells)`,
  );
}
