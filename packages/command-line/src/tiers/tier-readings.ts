/**
 * What `./mimamori tiers` shows, read through SQL as cs_reader would: nothing that CS Ops could not ask for themselves.
 *
 * In: cs.touch_tiers_latest, cs.tier_changes, cs.accounts. Out: rows of the newest daily run.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { TIERS } from "@mimamori/touch-tiers";
import { z } from "zod";

const number = z.coerce.number();
const maybe = number.nullable();
const tier = z.enum(TIERS);
const maybeDay = z.string().nullable();

const tierOfAccount = z.object({
  account: z.string(),
  name: z.string(),
  tier,
  tier_without_pin: tier,
  since: maybeDay,
  pool: z.string(),
  arr: maybe,
  ltv: maybe,
  potential: number,
  potential_seats: maybe,
  potential_plans: maybe,
  potential_growth: maybe,
  strategic: number,
  segment: z.string(),
  language: z.string(),
  country: z.string(),
  csm: z.string(),
  pinned_by: z.string(),
  pin_reason: z.string(),
  pin_expires_at: maybeDay,
  reason: z.string(),
  as_of: z.string(),
});
export type TierOfAccount = z.output<typeof tierOfAccount>;

const openChange = z.object({
  account: z.string(),
  name: z.string(),
  change_id: z.string(),
  from_tier: tier,
  to_tier: tier,
  status: z.enum(["proposed", "approved"]),
  reason: z.string(),
  proposed_on: z.string(),
  decided_by: z.string(),
  decision_reason: z.string(),
  effective_on: maybeDay,
  csm: z.string(),
  pool: z.string(),
  arr: maybe,
});
export type OpenChangeRow = z.output<typeof openChange>;

const TIERS_SQL = `
SELECT
  tiers.account AS account, name, tier, tier_without_pin, since, pool, tiers.arr AS arr, ltv, potential, potential_seats,
  potential_plans, potential_growth, strategic, tiers.segment AS segment, tiers.language AS language, tiers.country AS country,
  tiers.csm AS csm, pinned_by, pin_reason, pin_expires_at, reason, as_of
FROM cs.touch_tiers_latest AS tiers
LEFT ANY JOIN (SELECT account, name FROM cs.accounts) AS named ON named.account = tiers.account
ORDER BY account`;

const CHANGES_SQL = `
SELECT account, name, change_id, from_tier, to_tier, status, reason, proposed_on, decided_by, decision_reason, effective_on, csm, pool, arr
FROM cs.tier_changes
WHERE status IN ('proposed', 'approved')
ORDER BY status = 'approved', effective_on, arr DESC, account`;

/** The tiers that hold now; empty before the first run over all accounts. */
export function readTiers(tables: ClickhouseTables): Promise<TierOfAccount[]> {
  return tables.query(TIERS_SQL, {}, tierOfAccount);
}

/** Changes on their way: first those that wait for approval, of most ARR; then the approved ones by their day. */
export function readOpenChanges(tables: ClickhouseTables): Promise<OpenChangeRow[]> {
  return tables.query(CHANGES_SQL, {}, openChange);
}

/** The reporting currency; empty before the first start of clickhouse-to-scores. */
export async function readCurrency(tables: ClickhouseTables): Promise<string> {
  const rows = await tables.query(
    "SELECT currency FROM cs.touch_tiers_latest LIMIT 1",
    {},
    z.object({ currency: z.string() }),
  );
  return rows[0]?.currency ?? "";
}
