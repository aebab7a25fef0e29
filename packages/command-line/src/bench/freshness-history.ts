/**
 * A history of usage put straight into the raw table by the server itself: a year, evenly, in the order of time. The same rows for
 * ever but for the year, which ends where the bench begins.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";

const ROWS_PER_INSERT = 2_000_000;
const YEAR_SECONDS = 365 * 86_400;

const INSERT = `
INSERT INTO mimamori.raw_usage_events (subject, time, source, id, type, occurred_at, known_at, sequence, data, extensions)
SELECT concat('acct_', toString(cityHash64(number) % {accounts:UInt64})),
  fromUnixTimestamp64Milli(toInt64({endMs:Int64} - ${YEAR_SECONDS}000 + intDiv(number * ${YEAR_SECONDS}000, {rows:UInt64})), 'UTC') AS at,
  '/apps/web', concat('01H', leftPad(toString(number), 16, '0')), 'usage.feature_used.v1', at, at, 0,
  concat('{"feature":"feature-', toString(cityHash64(number, 1) % 12), '","user":"u_', toString(cityHash64(number) % {accounts:UInt64}), '_',
    toString(cityHash64(number, 2) % 8), '","quantity":', toString(1 + number % 3), '}'), ''
FROM numbers({from:UInt64}, {count:UInt64})`;

/** Loads `rows` rows of `accounts` accounts that end at `endMs` (Unix ms), and waits until the server has merged what it wants to. */
export async function loadHistory(
  tables: ClickhouseTables,
  { rows, accounts, endMs }: { rows: number; accounts: number; endMs: number },
): Promise<void> {
  for (let from = 0; from < rows; from += ROWS_PER_INSERT) {
    const count = Math.min(ROWS_PER_INSERT, rows - from);
    await tables.command(INSERT, { rows, accounts, endMs, from, count });
  }
  await waitForMerges(tables);
}

/** Merges of the moment are waited for; the server may begin others when more rows come. */
async function waitForMerges(tables: ClickhouseTables): Promise<void> {
  for (;;) {
    const [row] = await tables.query<{ merges: number }>(
      "SELECT toUInt32(count()) AS merges FROM system.merges WHERE database = 'mimamori'",
    );
    if (row?.merges === 0) return;
    await delay(500);
  }
}
