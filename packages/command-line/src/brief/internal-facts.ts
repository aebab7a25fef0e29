/**
 * What the company thinks of a customer: health with reasons and moves, churn risk, lifetime value, touch tier, renewal. Read from the
 * views of database cs as cs_reader, for the internal page alone. In: an account. Out: rows, checked. Nothing is written.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";
import type { Quarter } from "./quarter.ts";

const number = z.coerce.number();
const maybe = number.nullable();
const maybeDay = z.string().nullable();

const healthRow = z.object({
  band: z.enum(["healthy", "attention", "at-risk", "insufficient-data", "closed"]),
  score: maybe,
  coverage: number,
  scorecard: z.string(),
  cap: z.string(),
  override: z.string(),
  scored_on: z.string(),
});

const reasonRow = z.object({
  reason: z.string(),
  points: maybe,
  effective_weight: number,
  contribution: number,
  lost_points: number,
  why_missing: z.string(),
});

const moveRow = z.object({
  label: z.string(),
  reason: z.string(),
  points: number,
  score_before: number,
  score_after: number,
  previous_on: z.string(),
  on: z.string(),
});

const scoreRow = z.object({ week: z.string(), score: maybe });

const churnRow = z.object({
  status: z.enum(["scored", "leaving", "closed", "lead", "too-young", "no-model"]),
  within_90_days: maybe,
  not_renewing: maybe,
  not_renewing_low: maybe,
  not_renewing_high: maybe,
  next_decision_on: maybeDay,
});

const valueRow = z.object({
  months_36: maybe,
  months_36_low: maybe,
  months_36_high: maybe,
  unbounded: maybe,
  monthly_margin: maybe,
});

const standingRow = z.object({
  renews_on: maybeDay,
  notice_deadline_on: maybeDay,
  is_leaving: number,
  because: z.array(z.enum(["notice", "health", "churn", "renewal", "invoices"])),
});

const renewalRow = z.object({
  plan: z.string(),
  renews_on: z.string(),
  days: number,
  notice_deadline_on: maybeDay,
  auto_renew: maybe,
  arr: maybe,
  outlook: z.enum(["leaving", "at-risk", "expected"]),
});

const tierRow = z.object({ tier: z.enum(["high", "low", "tech"]), reason: z.string() });

/** A part that is missing has not been computed (yet): no run, no model, or it does not pay. */
export interface InternalFacts {
  readonly health: z.output<typeof healthRow> | undefined;
  readonly reasons: readonly z.output<typeof reasonRow>[];
  readonly moves: readonly z.output<typeof moveRow>[];
  /** The last score of each week of both quarters. */
  readonly scores: readonly z.output<typeof scoreRow>[];
  readonly churn: z.output<typeof churnRow> | undefined;
  readonly value: z.output<typeof valueRow> | undefined;
  readonly standing: z.output<typeof standingRow> | undefined;
  readonly renewals: readonly z.output<typeof renewalRow>[];
  readonly tier: z.output<typeof tierRow> | undefined;
}

const HEALTH_SQL = `
SELECT band, score, coverage, scorecard, cap, override, toDate(as_of, {timeZone:String}) AS scored_on
FROM cs.health_scores_latest WHERE account = {account:String}`;

const REASONS_SQL = `
SELECT reason, points, effective_weight, contribution, lost_points, why_missing
FROM cs.health_reasons_latest WHERE account = {account:String} AND (effective_weight > 0 OR why_missing != '') ORDER BY why_missing != '', lost_points DESC, measure`;

/** The newest week in which the score moved. */
const MOVES_SQL = `
SELECT label, reason, points, score_before, score_after, toDate(previous_as_of, {timeZone:String}) AS previous_on,
  toDate(as_of, {timeZone:String}) AS on
FROM cs.health_moves
WHERE account = {account:String} AND since = 'week' AND run_id =
  (SELECT argMax(run_id, as_of) FROM cs.health_moves WHERE account = {account:String} AND since = 'week' AND as_of > {earlier:Date})
ORDER BY abs(points) DESC, label`;

const SCORES_SQL = `
SELECT toStartOfWeek(toDate(as_of, {timeZone:String}), 1) AS week, argMax(tuple(score), as_of).1 AS score
FROM cs.health_scores
WHERE account = {account:String} AND kind IN ('live', 'as-of') AND week >= {earlier:Date} AND week < {until:Date}
GROUP BY week ORDER BY week`;

const CHURN_SQL = `
SELECT status, churn_within_90_days AS within_90_days, not_renewing, not_renewing_low, not_renewing_high, next_decision_on
FROM cs.churn_risk WHERE account = {account:String}`;

const VALUE_SQL = `
SELECT ltv_existing_after_n_renewals_36_months AS months_36, ltv_existing_after_n_renewals_36_months_low AS months_36_low,
  ltv_existing_after_n_renewals_36_months_high AS months_36_high, ltv_existing_after_n_renewals_unbounded AS unbounded,
  monthly_margin
FROM cs.lifetime_values WHERE account = {account:String}`;

const STANDING_SQL = `
SELECT toDate(renews_at, {timeZone:String}) AS renews_on, toDate(notice_deadline, {timeZone:String}) AS notice_deadline_on,
  is_leaving, at_risk_because AS because
FROM cs.accounts WHERE account = {account:String}`;

const RENEWALS_SQL = `
SELECT plan, renews_on, days_to_renewal AS days, notice_deadline_on, auto_renew, arr, outlook
FROM cs.renewals WHERE account = {account:String} ORDER BY renews_on, subscription_id`;

const TIER_SQL = `SELECT tier, reason FROM cs.touch_tiers_latest WHERE account = {account:String}`;

/** @throws ClickhouseError when a view cannot be read */
export async function readInternalFacts(
  reader: ClickhouseTables,
  account: string,
  quarter: Quarter,
  timeZone: string,
): Promise<InternalFacts> {
  const about = { account, timeZone, ...quarter };
  const [health, reasons, moves, scores, churn, value, standing, renewals, tier] =
    await Promise.all([
      reader.query(HEALTH_SQL, about, healthRow),
      reader.query(REASONS_SQL, about, reasonRow),
      reader.query(MOVES_SQL, about, moveRow),
      reader.query(SCORES_SQL, about, scoreRow),
      reader.query(CHURN_SQL, about, churnRow),
      reader.query(VALUE_SQL, about, valueRow),
      reader.query(STANDING_SQL, about, standingRow),
      reader.query(RENEWALS_SQL, about, renewalRow),
      reader.query(TIER_SQL, about, tierRow),
    ]);
  return {
    ...{ health: health[0], churn: churn[0], value: value[0] },
    ...{ standing: standing[0], tier: tier[0] },
    ...{ reasons, moves, scores, renewals },
  };
}
