-- cs.ltv_gap: why the value of the customer base at one retention rate is another one than by the accounts' ages, per segment and
-- term. After Fader & Hardie (2010), "Customer-base valuation in a contractual setting", whose base of 26,569 accounts is worth
-- $4,945,049 at the aggregate retention of 69.1 %, and truly $7,941,650.
CREATE OR REPLACE VIEW cs.ltv_gap
(
    run_id               String COMMENT 'the run; see score_runs',
    as_of                DateTime64(3, 'UTC') COMMENT 'uses what was known by this moment, UTC',
    segment              String COMMENT 'segment; empty for the whole company',
    term_months          UInt16 COMMENT 'months from one renewal to the next',
    paying_accounts      UInt32 COMMENT 'accounts that are in such a term now',
    aggregate_retention  Nullable(Float64) COMMENT 'the rate on a dashboard: of all accounts before their latest renewal, the share that renewed',
    naive_value          Nullable(Float64) COMMENT 'what the accounts are still worth if all of them renew at aggregate_retention for ever: discounted margin of all payments from the next renewal on, in the reporting currency',
    from_age             Nullable(Float64) COMMENT 'added because older accounts renew more often than the average: the weak have already left them',
    from_rising_retention Nullable(Float64) COMMENT 'added because that goes on: the longer an account stays, the more likely it is of the loyal kind',
    value_by_sbg         Nullable(Float64) COMMENT 'naive_value + from_age + from_rising_retention: by the curve of shifted Beta-geometric lifetimes, each account by its age',
    value_by_two_segments Nullable(Float64) COMMENT 'the same if there are two kinds of accounts, each with a constant churn; NULL where two kinds cannot be told apart',
    likelier             String COMMENT 'sBG or two-segment: which of the two explains the renewals better (smaller BIC); empty where neither could be fitted',
    gap                  Nullable(Float64) COMMENT 'the value by the likelier curve - naive_value',
    gap_share            Nullable(Float64) COMMENT 'gap / the value by the likelier curve: by how much the naive value is too low',
    explanation          String COMMENT 'the same in a sentence, in the language of the company',
    currency             String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    if(residual_likelier = 'two-segment', residual_two_segments_minor, residual_sbg_minor) AS best_minor
SELECT
    run_id, as_of, segment, term_months, paying_accounts, aggregate_retention,
    round(residual_naive_minor / minor_per_unit, 2) AS naive_value,
    round(residual_from_age_minor / minor_per_unit, 2) AS from_age,
    round(residual_from_rising_retention_minor / minor_per_unit, 2) AS from_rising_retention,
    round(residual_sbg_minor / minor_per_unit, 2) AS value_by_sbg,
    round(residual_two_segments_minor / minor_per_unit, 2) AS value_by_two_segments,
    residual_likelier AS likelier,
    round((best_minor - residual_naive_minor) / minor_per_unit, 2) AS gap,
    if(best_minor = 0, NULL, (best_minor - residual_naive_minor) / best_minor) AS gap_share,
    residual_explanation AS explanation,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM mimamori.lifetime_curves FINAL
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'The value of the customer base at one retention rate against the value by the accounts'' ages and differences, explained';
