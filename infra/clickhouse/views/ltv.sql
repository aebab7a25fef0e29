-- cs.ltv: the textbook lifetime values, one row per complete run over all accounts and segment. Now: cs.ltv_latest.
CREATE OR REPLACE VIEW cs.ltv
(
    run_id                 String COMMENT 'the run; see score_runs',
    kind                   String COMMENT 'kind of the run: live, as-of, replay, backtest',
    segment                String COMMENT 'segment; empty for the whole company',
    as_of                  DateTime64(3, 'UTC') COMMENT 'uses what was known by this moment, UTC',
    accounts               UInt32 COMMENT 'paying accounts at as_of',
    churned_accounts       UInt32 COMMENT 'accounts that churned within the window',
    window_months          UInt8 COMMENT 'whole months before as_of over which churn is taken',
    arpa                   Nullable(Float64) COMMENT 'MRR / paying accounts, per month, in the reporting currency; NULL when nobody pays',
    monthly_logo_churn     Nullable(Float64) COMMENT 'accounts churned / accounts at the start of each month, mean of the window, 0 to 1; NULL without a whole month',
    churn_source           String COMMENT 'segment, or pooled: the segment has too few churns, so the churn of the whole company is taken',
    few_churns             UInt8 COMMENT '1: even the whole company has too few churns for a rate to rely on, read the values as rough',
    gross_margin           Float64 COMMENT 'share of revenue, 0 to 1, as the company states it',
    mean_lifetime_months   Nullable(Float64) COMMENT 'account-months of the whole history / churns in it; NULL without a whole month',
    ltv_arpa_over_churn    Nullable(Float64) COMMENT 'ARPA / churn, in the reporting currency; NULL when it has no answer',
    ltv_margin_over_churn  Nullable(Float64) COMMENT 'ARPA x gross margin / churn, in the reporting currency; NULL when it has no answer',
    ltv_arpa_times_lifetime Nullable(Float64) COMMENT 'ARPA x mean lifetime, in the reporting currency; NULL when it has no answer',
    capped                 UInt8 COMMENT '1: nobody has churned, so a horizon of 60 months stands for the lifetime',
    currency               String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit
SELECT
    run_id, runs.kind AS kind, segment, as_of, accounts, churned_accounts, window_months,
    round(arpa_minor / minor_per_unit, 2) AS arpa,
    monthly_logo_churn, churn_source, few_churns, gross_margin, mean_lifetime_months,
    round(ltv_arpa_over_churn_minor / minor_per_unit, 2) AS ltv_arpa_over_churn,
    round(ltv_margin_over_churn_minor / minor_per_unit, 2) AS ltv_margin_over_churn,
    round(ltv_arpa_times_lifetime_minor / minor_per_unit, 2) AS ltv_arpa_times_lifetime,
    capped,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM mimamori.lifetime_values AS ltvs FINAL
INNER JOIN (SELECT run_id, kind FROM mimamori.score_runs FINAL WHERE status = 'complete') AS runs USING (run_id)
COMMENT 'History of textbook lifetime values: one row per complete run over all accounts and segment';
