/**
 * How much history there is of the time before a moment.
 *
 * In: facts. Out: a number that stays as it is while a company lives on, and grows when a history is imported afterwards. Events that
 * come late move it a little; whoever compares must allow for that.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";

/** Contract states known by `asOf`, and buckets of use in which nothing has changed since. */
export async function readHistorySize(tables: ClickhouseTables, asOf: Date): Promise<number> {
  const [row] = await tables.query(
    `SELECT toFloat64(
       (SELECT sum(arrayCount(state -> state.known_at <= {asOf:DateTime64(3)}, contract_states))
        FROM mimamori.revenue FINAL WHERE events > 0)
       + (SELECT count() FROM mimamori.usage_days FINAL WHERE events > 0 AND max_known_at <= {asOf:DateTime64(3)})) AS size
     SETTINGS do_not_merge_across_partitions_select_final = 1`,
    { asOf },
    z.object({ size: z.number() }),
  );
  return row?.size ?? 0;
}
