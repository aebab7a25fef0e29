-- cs.revenue_metrics: revenue and its rates per month, as the newest complete live run over all accounts sees them. The month
-- of as_of is to date. Rates are per month. Definitions: MONTH_METRIC_DEFINITIONS in packages/revenue-movements.
CREATE OR REPLACE VIEW cs.revenue_metrics
(
    month             Date COMMENT 'first day of the month, of the company time zone',
    segment           String COMMENT 'segment the accounts are in now; empty for the whole company',
    as_of             DateTime64(3, 'UTC') COMMENT 'uses what was known by this moment, UTC',
    is_complete       UInt8 COMMENT '0: the month of as_of, to date',
    start_mrr         Decimal(18, 2) COMMENT 'MRR at the start of the month, in the reporting currency',
    end_mrr           Decimal(18, 2) COMMENT 'MRR at its end (or at as_of), in the reporting currency',
    new_mrr           Decimal(18, 2) COMMENT 'from accounts that paid for the first time',
    expansion_mrr     Decimal(18, 2) COMMENT 'from paying accounts that now pay more',
    contraction_mrr   Decimal(18, 2) COMMENT 'from accounts that now pay less and stay; 0 or negative',
    churned_mrr       Decimal(18, 2) COMMENT 'from accounts without any active subscription left; 0 or negative',
    reactivated_mrr   Decimal(18, 2) COMMENT 'from churned accounts that pay again',
    start_accounts    UInt32 COMMENT 'accounts that paid at the start of the month',
    end_accounts      UInt32 COMMENT 'accounts that paid at its end (or at as_of)',
    churned_accounts  UInt32 COMMENT 'accounts that paid at the start and have no active subscription at the end',
    nrr               Nullable(Float64) COMMENT 'net revenue retention: end MRR of the accounts that paid at the start / their start MRR; new and reactivated ones are in neither; NULL when nobody paid',
    grr               Nullable(Float64) COMMENT 'gross revenue retention: as nrr, but no account counts with more than its start MRR, so at most 1; NULL when nobody paid',
    logo_churn        Nullable(Float64) COMMENT 'churned_accounts / start_accounts, 0 to 1; NULL when nobody paid',
    quick_ratio       Nullable(Float64) COMMENT '(new + expansion + reactivated) / (contraction + churned); NULL when nothing was lost',
    arpa              Nullable(Float64) COMMENT 'end_mrr / end_accounts, in the reporting currency; NULL when nobody pays',
    accounts_without_rate UInt32 COMMENT 'accounts whose MRR is unknown because an exchange rate is missing: they count with their last known MRR',
    currency          String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    assumeNotNull((SELECT max(month) FROM mimamori.revenue_months WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all'))) AS current_month
SELECT
    month, segment, as_of, month < current_month AS is_complete,
    toDecimal64(start_mrr_minor / minor_per_unit, 2) AS start_mrr,
    toDecimal64(end_mrr_minor / minor_per_unit, 2) AS end_mrr,
    toDecimal64(new_minor / minor_per_unit, 2) AS new_mrr,
    toDecimal64(expansion_minor / minor_per_unit, 2) AS expansion_mrr,
    toDecimal64(contraction_minor / minor_per_unit, 2) AS contraction_mrr,
    toDecimal64(churn_minor / minor_per_unit, 2) AS churned_mrr,
    toDecimal64(reactivation_minor / minor_per_unit, 2) AS reactivated_mrr,
    start_accounts, end_accounts, churned_accounts, nrr, grr, logo_churn, quick_ratio,
    round(arpa_minor / minor_per_unit, 2) AS arpa,
    accounts_without_rate,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM mimamori.revenue_months FINAL
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'MRR, its movements and rates per month, for the whole company and per segment';
