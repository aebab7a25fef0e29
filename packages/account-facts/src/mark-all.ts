// Marks everything that raw rows have, so that the next passes rebuild the facts: after a change of the time zone, of the rates,
// or of how facts are computed. In: raw tables. Out: marks. Repeating it costs time and changes nothing.
import { IDENTITY_TYPES, MEMBER } from "./identity-changes-store.ts";
import { factTable, FACT_TABLES } from "./families.ts";
import type { FactsStore } from "./facts-store.ts";
import { markRows } from "./mark-rows.ts";
import { READABLE_JSON } from "./readable-json.ts";
import type { MarkFamily } from "./touched-buckets.ts";

/** Marks every bucket of one family, or of all; identities come first, as in every pass. */
export async function markAll(store: FactsStore, family?: MarkFamily): Promise<void> {
  if (family === undefined || family === "identity") await markIdentities(store);
  if (family === "identity") return;
  for (const table of family === undefined ? FACT_TABLES : [factTable(family)]) {
    // A month at a time: what is distinct must fit into memory.
    for (const month of await monthsOf(store, table.raw.table)) {
      await markRows(store, "toYYYYMM(time) = {month:UInt32}", { month }, [table]);
    }
  }
}

async function markIdentities(store: FactsStore): Promise<void> {
  await store.tables.command(
    `INSERT INTO mimamori.fact_marks (family, subject, bucket)
     SELECT DISTINCT 'identity', subject,
       if(type IN ${IDENTITY_TYPES}, ${MEMBER}, JSONExtractString(json, 'retracted', 'subject'))
     FROM (SELECT subject, type, data, ${READABLE_JSON} AS json FROM mimamori.raw_account_events
           WHERE type IN ${IDENTITY_TYPES} OR type = 'account.event_retracted.v1')`,
  );
}

async function monthsOf(store: FactsStore, table: string): Promise<number[]> {
  const rows = await store.tables.query<{ month: number }>(
    `SELECT DISTINCT toUInt32(toYYYYMM(time)) AS month FROM ${table} ORDER BY month`,
  );
  return rows.map((row) => row.month);
}
