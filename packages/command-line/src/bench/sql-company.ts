/**
 * Loads the company that the views are timed on: its facts, and two years of weekly runs. In: a number of accounts, empty tables. Out: rows.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { FACT_INSERTS, USAGE_DAYS_PER_ACCOUNT } from "./sql-company-facts.ts";
import { RUN_INSERTS } from "./sql-company-runs.ts";

export const WEEKS = 104;
const ACCOUNTS_PER_INSERT = 100_000;
/** Of an account, in one insert: what is sorted at once must fit into memory. */
const USAGE_DAYS_PER_INSERT = 30;
const WEEK_MS = 7 * 86_400_000;
const HOUR_MS = 3_600_000;

type Parameters = Record<string, unknown>;

async function loadFacts(tables: ClickhouseTables, part: Parameters): Promise<void> {
  for (const [table, insert] of Object.entries(FACT_INSERTS)) {
    const step = table === "usage_days" ? USAGE_DAYS_PER_INSERT : USAGE_DAYS_PER_ACCOUNT;
    for (let from = 0; from < USAGE_DAYS_PER_ACCOUNT; from += step)
      await tables.command(insert, { ...part, usage_from: from, usage_to: from + step });
  }
}

/** A run of the week, complete once all its rows are there. */
async function loadRun(
  tables: ClickhouseTables,
  parts: readonly Parameters[],
  weeksAgo: number,
  nowMs: number,
): Promise<void> {
  const asOf = new Date(nowMs - HOUR_MS - weeksAgo * WEEK_MS).toISOString();
  const run = `live-${asOf.replaceAll(/[-:.]/g, "")}`;
  const of = { run, as_of: asOf.slice(0, -1).replace("T", " "), weeks_ago: weeksAgo };
  for (const insert of Object.values(RUN_INSERTS))
    for (const part of parts) await tables.command(insert, { ...part, ...of });
  const row = {
    ...{ run_id: run, kind: "live", scope: "all", as_of: asOf, status: "complete" },
    ...{ facts_version: "1", started_at: asOf, completed_at: asOf, version: "1" },
  };
  const columns = Object.keys(row) as (keyof typeof row)[];
  await tables.insertRows("mimamori.score_runs", columns, [row]);
}

async function settle(tables: ClickhouseTables, names: readonly string[]): Promise<void> {
  for (const name of names) await tables.command(`OPTIMIZE TABLE mimamori.${name} FINAL`);
}

/**
 * Fills the tables and merges their parts as the server would do in time.
 * @returns rows in the tables
 */
export async function loadSqlCompany(
  tables: ClickhouseTables,
  accounts: number,
  say: (sentence: string) => void,
): Promise<number> {
  const nowMs = Date.now();
  const parts: Parameters[] = [];
  for (let from = 0; from < accounts; from += ACCOUNTS_PER_INSERT)
    parts.push({ from, accounts: Math.min(ACCOUNTS_PER_INSERT, accounts - from) });
  say(`loading the facts of ${accounts} accounts …`);
  for (const part of parts) await loadFacts(tables, part);
  say(`loading ${WEEKS} weekly runs …`);
  for (let weeksAgo = WEEKS - 1; weeksAgo >= 0; weeksAgo--)
    await loadRun(tables, parts, weeksAgo, nowMs);
  const names = [...Object.keys(FACT_INSERTS), ...Object.keys(RUN_INSERTS)];
  await settle(tables, names);
  const [counted] = await tables.query<{ rows: string }>(
    "SELECT sum(total_rows) AS rows FROM system.tables WHERE database = 'mimamori' AND name IN {names:Array(String)}",
    { names },
  );
  return Number(counted?.rows ?? 0);
}
