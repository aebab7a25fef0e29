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
    discount_annual_rate   Nullable(Float64) COMMENT 'rate per year of the discounted values below; i is its twelfth root, per month',
    monthly_expansion      Nullable(Float64) COMMENT 'net growth per month of what the accounts that stay pay, mean of the window; NULL with fewer than 3 months',
    ltv_first_payment_now  Nullable(Float64) COMMENT 'm(1+i)/(1+i-r): discounted, the first payment now; m is ARPA x gross margin, r is 1 - churn; in the reporting currency, as all below',
    ltv_first_payment_at_period_end Nullable(Float64) COMMENT 'm/(1+i-r): the first payment is certain and made in a month',
    ltv_without_first_payment Nullable(Float64) COMMENT 'mr/(1+i-r): without the first payment, which has already been made',
    ltv_within_36_months   Nullable(Float64) COMMENT 'the first 36 payments of ltv_first_payment_now',
    ltv_within_60_months   Nullable(Float64) COMMENT 'the first 60 payments of ltv_first_payment_now',
    ltv_with_expansion     Nullable(Float64) COMMENT 'm(1+i)/(1+i-r(1+g)) with g the monthly_expansion for ever; NULL where it has no end (growth outruns discount and churn) or g is not known',
    ltv_new_customer_36_months Nullable(Float64) COMMENT 'predicted by the retention curves (cs.lifetime_curves): a new customer over 36 payments, mean over the terms of the paying accounts',
    ltv_new_customer_60_months Nullable(Float64) COMMENT 'the same over 60 payments',
    ltv_new_customer_unbounded Nullable(Float64) COMMENT 'the same without an end; NULL where it has none',
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
    capped, discount_annual_rate, monthly_expansion,
    round(ltv_first_payment_now_minor / minor_per_unit, 2) AS ltv_first_payment_now,
    round(ltv_first_payment_at_period_end_minor / minor_per_unit, 2) AS ltv_first_payment_at_period_end,
    round(ltv_without_first_payment_minor / minor_per_unit, 2) AS ltv_without_first_payment,
    round(ltv_within_36_months_minor / minor_per_unit, 2) AS ltv_within_36_months,
    round(ltv_within_60_months_minor / minor_per_unit, 2) AS ltv_within_60_months,
    round(ltv_with_expansion_minor / minor_per_unit, 2) AS ltv_with_expansion,
    round(ltv_new_customer_36_months_minor / minor_per_unit, 2) AS ltv_new_customer_36_months,
    round(ltv_new_customer_60_months_minor / minor_per_unit, 2) AS ltv_new_customer_60_months,
    round(ltv_new_customer_unbounded_minor / minor_per_unit, 2) AS ltv_new_customer_unbounded,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM mimamori.lifetime_values AS ltvs FINAL
INNER JOIN (SELECT run_id, kind FROM mimamori.score_runs FINAL WHERE status = 'complete') AS runs USING (run_id)
COMMENT 'History of textbook lifetime values: one row per complete run over all accounts and segment';
