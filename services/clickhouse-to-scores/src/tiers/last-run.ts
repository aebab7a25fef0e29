/** The daily run that a run starts from. In: score_runs. Out: its id. */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
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
