/**
 * What the demo shows, read through SQL as cs_reader would: the picture holds nothing that CS Ops could not ask for themselves.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";

const number = z.coerce.number();
const maybe = number.nullable();

const monthSchema = z.object({
  month: z.string(),
  is_complete: number,
  end_mrr: number,
  start_accounts: number,
  end_accounts: number,
  churned_accounts: number,
  currency: z.string(),
});
export type Month = z.infer<typeof monthSchema>;

const retentionSchema = z.object({ months: number, nrr: maybe, grr: maybe });
export type Retention = z.infer<typeof retentionSchema>;

const groupSchema = z.object({
  touch_tier: z.string(),
  health_band: z.string(),
  accounts: number,
  arr: number,
  leaving: number,
});
export type HealthGroup = z.infer<typeof groupSchema>;

const callSchema = z.object({
  account: z.string(),
  name: z.string(),
  segment: z.string(),
  csm: z.string(),
  at_stake: number,
  arr: number,
  health_score: maybe,
  renewal_days: maybe,
  worries: z.array(z.string()),
});
export type Call = z.infer<typeof callSchema>;

const ltvSchema = z.object({
  segment: z.string(),
  accounts: number,
  churned_accounts: number,
  window_months: number,
  arpa: maybe,
  monthly_logo_churn: maybe,
  churn_source: z.string(),
  gross_margin: number,
  ltv_margin_over_churn: maybe,
  capped: number,
});
export type SegmentLtv = z.infer<typeof ltvSchema>;

export interface Readings {
  readonly currency: string;
  readonly months: readonly Month[];
  readonly retention: Retention;
  readonly groups: readonly HealthGroup[];
  readonly coverage: number | null;
  readonly calls: readonly Call[];
  readonly ltvs: readonly SegmentLtv[];
}

const MONTHS_SQL = `
SELECT month, is_complete, end_mrr, start_accounts, end_accounts, churned_accounts, currency
FROM cs.revenue_metrics WHERE segment = '' ORDER BY month`;

/** NRR and GRR over the last twelve complete months, or as many as there are: of who paid at their start. */
const RETENTION_SQL = `
WITH
    (SELECT max(month) FROM cs.mrr WHERE is_complete) AS last_month,
    (SELECT min(month) FROM cs.mrr) AS first_month,
    toUInt32(least(12, dateDiff('month', first_month, last_month))) AS window,
    before AS (SELECT account, mrr FROM cs.mrr WHERE month = subtractMonths(last_month, window) AND mrr > 0),
    after AS (SELECT account, mrr FROM cs.mrr WHERE month = last_month)
SELECT
    window AS months,
    sum(ifNull(after.mrr, 0)) / sum(before.mrr) AS nrr,
    sum(least(ifNull(after.mrr, 0), before.mrr)) / sum(before.mrr) AS grr
FROM before LEFT JOIN after ON after.account = before.account`;

/** Who pays; trials that came to nothing have no health to speak of. */
const GROUPS_SQL = `
SELECT touch_tier, health_band, count() AS accounts, sum(ifNull(arr, 0)) AS arr, sum(is_leaving) AS leaving
FROM cs.accounts WHERE mrr > 0 AND health_band != '' GROUP BY touch_tier, health_band`;

const COVERAGE_SQL = `
SELECT avg(coverage) AS coverage FROM cs.accounts WHERE mrr > 0 AND health_band != ''`;

/** Who has not given notice yet, by what is at stake: the ARR, times what the score lacks to 100. Who is new still starts. */
const CALLS_SQL = `
SELECT
    account, name, segment, csm, arr * (1 - health_score / 100) AS at_stake, ifNull(arr, 0) AS arr, health_score,
    dateDiff('day', now(), renews_at) AS renewal_days, worries
FROM cs.accounts
WHERE health_band IN ('at-risk', 'attention') AND NOT is_leaving AND arr > 0
    AND account NOT IN (SELECT account FROM cs.health_scores_latest WHERE stage = 'onboarding')
ORDER BY at_stake DESC LIMIT 10`;

const LTV_SQL = `
SELECT segment, accounts, churned_accounts, window_months, arpa, monthly_logo_churn, churn_source, gross_margin,
    ltv_margin_over_churn, capped
FROM cs.ltv_latest ORDER BY segment = '', arpa DESC`;

/** @throws ClickhouseError when a view cannot be read */
export async function readPicture(reader: ClickhouseTables): Promise<Readings> {
  const [months, retention, groups, coverage, calls, ltvs] = await Promise.all([
    reader.query(MONTHS_SQL, {}, monthSchema),
    reader.query(RETENTION_SQL, {}, retentionSchema),
    reader.query(GROUPS_SQL, {}, groupSchema),
    reader.query(COVERAGE_SQL, {}, z.object({ coverage: maybe })),
    reader.query(CALLS_SQL, {}, callSchema),
    reader.query(LTV_SQL, {}, ltvSchema),
  ]);
  return {
    currency: months.at(-1)?.currency ?? "",
    months,
    retention: retention[0] ?? { months: 0, nrr: null, grr: null },
    groups,
    coverage: coverage[0]?.coverage ?? null,
    calls,
    ltvs,
  };
}
