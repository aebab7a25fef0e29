/**
 * Writes down, once a week, how the renewals of the coming 120 days are foreseen: what cs.renewal_forecasts judges later.
 *
 * In: cs.renewals, after a complete live run of the week. Out: the week's rows of renewal_snapshots, by one INSERT into one partition: a
 * week is there whole or not at all. Every call brings this week up to date; once it is there, a repeat changes nothing.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";

const weekRow = z.object({ week: z.string(), scored: z.number(), taken: z.number() });
const countRow = z.object({ renewals: z.number() });

/** The company's week, whether a run of it is complete, and whether it has been taken. */
const WEEK = `
WITH toMonday(toDate({now:DateTime64(3)}, {timeZone:String})) AS monday
SELECT toString(monday) AS week,
  toUInt8(monday <= (SELECT max(toDate(as_of, {timeZone:String})) FROM mimamori.runs_in_force WHERE scope = 'all')) AS scored,
  toUInt8(monday IN (SELECT week FROM mimamori.renewal_snapshots)) AS taken`;

/** A block holds all renewals that there can be, so that the insert is one part. */
const TAKE = `
INSERT INTO mimamori.renewal_snapshots
  (week, account, subscription_id, renews_on, segment, csm, mrr_minor, outlook, not_renewing, health_band, health_score, run_id)
WITH assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit
SELECT toDate({week:String}), account, subscription_id, renews_on, segment, csm, toFloat64(mrr) * minor_per_unit, outlook,
  not_renewing, health_band, health_score, ifNull((SELECT max(run_id) FROM mimamori.runs_in_force WHERE scope = 'all'), '')
FROM cs.renewals`;

const WHOLE = {
  max_insert_block_size: "10000000",
  min_insert_block_size_rows: "10000000",
} as const;

/**
 * Takes this week's snapshot unless it is there, or no live run over all accounts has been completed in this week.
 * @returns how many renewals were written. Throws ClickhouseError.
 */
export async function snapshotRenewals(
  tables: ClickhouseTables,
  now: Date,
  timeZone: string,
): Promise<{ renewals: number }> {
  const [state] = await tables.query(WEEK, { now, timeZone }, weekRow);
  if (state === undefined || state.scored === 0 || state.taken === 1) return { renewals: 0 };
  await tables.command(TAKE, { week: state.week }, WHOLE);
  const [counted] = await tables.query(
    "SELECT toUInt32(count()) AS renewals FROM mimamori.renewal_snapshots WHERE week = toDate({week:String})",
    { week: state.week },
    countRow,
  );
  return { renewals: counted?.renewals ?? 0 };
}
