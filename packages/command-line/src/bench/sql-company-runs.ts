/**
 * What two years of weekly runs found about the company of sql-company-facts.ts: SQL that fills the tables of the runs.
 *
 * In: parameters `run`, `as_of`, `weeks_ago`, and the range of accounts. Out: per run and account a score, ten measures, a tier, a risk and
 * a lifetime value; per run and segment 24 months of revenue.
 */
import { ACCOUNTS } from "./sql-company-facts.ts";

/** Accounts that the run knew, with the score that they had: it wanders slowly, each by itself. */
const SCORED = `
SELECT *, toDateTime64({as_of:String}, 3, 'UTC') AS as_of,
  toFloat64(cityHash64(number, intDiv({weeks_ago:UInt32} + number % 13, 13)) % 60 + cityHash64(number, 'base') % 41) AS score,
  multiIf(churned, 'closed', score < 50, 'at-risk', score < 75, 'attention', 'healthy') AS band,
  has_left AND renews_on <= toDate(as_of) AS churned
FROM (${ACCOUNTS})
WHERE start_on <= toDate({as_of:String})`;

const HEALTH_SCORES = `
INSERT INTO mimamori.health_scores (run_id, account, as_of, score, computed_score, band, coverage, scorecard, segment, stage)
SELECT {run:String}, account, as_of, if(churned, NULL, score), if(churned, NULL, score), band, 0.9, 'default', segment, 'mature'
FROM (${SCORED})`;

const HEALTH_REASONS = `
INSERT INTO mimamori.health_reasons (run_id, account, as_of, measure, measure_group, raw_value, points, weight, effective_weight, contribution, data_at, reason)
SELECT {run:String}, account, as_of, concat('measure-', toString(measure)), ['usage', 'engagement'][1 + measure % 2], points / 100, points, 0.1, 0.1, points / 10, as_of,
  concat('measure ', toString(measure), ' is at ', toString(points), ' of 100, of which ', toString(100 - points), ' are lost')
FROM (SELECT *, arrayJoin(range(10)) AS measure, least(100, greatest(0, score + toFloat64(cityHash64(number, measure) % 40) - 20)) AS points FROM (${SCORED}))
WHERE NOT churned`;

const TOUCH_TIERS = `
INSERT INTO mimamori.touch_tiers (run_id, account, as_of, tier, previous_tier, arr_minor, ltv_minor, reason)
SELECT {run:String}, account, as_of, multiIf(segment = 'enterprise', 'high', segment = 'smb', 'tech', 'low') AS tier, tier, mrr_minor * 12, mrr_minor * 30, 'by its ARR'
FROM (${SCORED})
WHERE NOT churned`;

const CHURN_RISK = `
INSERT INTO mimamori.churn_risk (run_id, account, as_of, status, p30, p30_low, p30_high, p60, p90, p_next_renewal, p_next_renewal_low, p_next_renewal_high, next_decision_day, next_decision_kind, hazards, logit, base, model_version)
SELECT {run:String}, account, as_of, multiIf(churned, 'closed', leaving, 'leaving', 'scored'),
  if(scored, risk, NULL), if(scored, risk / 2, NULL), if(scored, risk * 2, NULL), if(scored, risk * 2, NULL), if(scored, risk * 3, NULL),
  if(scored, least(0.9, risk * 6), NULL), if(scored, risk * 3, NULL), if(scored, least(0.95, risk * 8), NULL), if(scored, renews_on, NULL), if(scored, 'renewal', ''),
  arrayResize([toFloat32(risk)], 12, toFloat32(risk)), if(scored, log(risk / (1 - risk)), NULL), -3, 'model'
FROM (SELECT *, has_left AND known_at <= as_of AS leaving, NOT churned AND NOT leaving AS scored, (110 - score) / 1000 AS risk FROM (${SCORED}))`;

const LIFETIME_VALUES = `
INSERT INTO mimamori.account_lifetime_values (run_id, account, as_of, segment, term_months, renewals_behind, months_to_renewal, mrr_minor, margin_share, cost_to_serve_minor, monthly_margin_minor, hazard_source, expected_revenue_12_months_minor, ltv_36_months_minor, ltv_60_months_minor)
SELECT {run:String}, account, as_of, segment, term, 1, 1, mrr_minor, 0.8, 0, mrr_minor * 0.8, 'churn-model', mrr_minor * 10, mrr_minor * 20, mrr_minor * 26
FROM (${SCORED})
WHERE NOT churned`;

const REVENUE_MONTHS = `
INSERT INTO mimamori.revenue_months (run_id, segment, month, as_of, start_mrr_minor, end_mrr_minor, new_minor, expansion_minor, contraction_minor, churn_minor, reactivation_minor, start_accounts, end_accounts, churned_accounts, nrr, grr, logo_churn, currency, minor_per_unit)
SELECT {run:String}, segment, addMonths(toStartOfMonth(toDate({as_of:String})), -months_ago), toDateTime64({as_of:String}, 3, 'UTC'),
  1000000, 1010000, 20000, 10000, -5000, -15000, 0, 1000, 1005, 12, 0.99, 0.98, 0.012, 'JPY', 1
FROM (SELECT arrayJoin(['', 'smb', 'mid-market', 'enterprise']) AS segment, arrayJoin(range(24)) AS months_ago)
WHERE {from:UInt64} = 0`;

export const RUN_INSERTS: Readonly<Record<string, string>> = {
  health_scores: HEALTH_SCORES,
  health_reasons: HEALTH_REASONS,
  touch_tiers: TOUCH_TIERS,
  churn_risk: CHURN_RISK,
  account_lifetime_values: LIFETIME_VALUES,
  revenue_months: REVENUE_MONTHS,
};
