/** The tiers that a run starts from. In: score_runs, touch_tiers. Out: the run that they stand under, and the tiers. */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { TIERS } from "@mimamori/touch-tiers";
import type { Tier } from "@mimamori/touch-tiers";
import { z } from "zod";

/** The last complete live run over all accounts before a moment; undefined where there is none. */
export async function lastRunOverAll(
  tables: ClickhouseTables,
  asOf: Date,
): Promise<string | undefined> {
  const rows = await tables.query(
    `SELECT run_id FROM mimamori.score_runs FINAL
     WHERE kind = 'live' AND scope = 'all' AND status IN ('complete', 'thinned') AND as_of < {asOf:DateTime64(3)}
     ORDER BY as_of DESC, completed_at DESC LIMIT 1`,
    { asOf },
    z.object({ run_id: z.string() }),
  );
  return rows[0]?.run_id;
}

/** The tiers of that run by account. */
export async function previousTiers(
  tables: ClickhouseTables,
  asOf: Date,
): Promise<Map<string, Tier>> {
  const rows = await tables.query(
    "SELECT account, toString(tier) AS tier FROM mimamori.touch_tiers FINAL WHERE run_id = {runId:String}",
    { runId: (await lastRunOverAll(tables, asOf)) ?? "" },
    z.object({ account: z.string(), tier: z.enum(TIERS) }),
  );
  return new Map(rows.map(({ account, tier }) => [account, tier]));
}
