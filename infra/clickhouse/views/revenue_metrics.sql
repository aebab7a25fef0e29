-- cs.revenue_metrics: revenue and its rates per month. A closed month shows the figures that it was closed with, and beside them
-- (restated_...) what the newest complete live run over all accounts makes of it; other months show what that run sees, and the
-- month of its as_of is to date. All that differs: cs.revenue_restatements. The definitions of the rates are those of
-- MONTH_METRIC_DEFINITIONS in packages/revenue-movements; a test holds them together.
CREATE OR REPLACE VIEW cs.revenue_metrics
(
    month             Date COMMENT 'first day of the month, of the company time zone',
    segment           String COMMENT 'segment the accounts were in at as_of; empty for the whole company',
    as_of             DateTime64(3, 'UTC') COMMENT 'uses what was known by this moment, UTC',
    is_complete       UInt8 COMMENT '0: the month of as_of, to date',
    closed_at         Nullable(DateTime64(3, 'UTC')) COMMENT 'when the figures of the month were frozen, UTC; NULL: they still follow corrections',
    start_mrr         Decimal(18, 2) COMMENT 'MRR at the start of the month, in the reporting currency',
    end_mrr           Decimal(18, 2) COMMENT 'MRR at its end (or at as_of), in the reporting currency',
    arr               Nullable(Decimal(18, 2)) COMMENT 'annual recurring revenue: 12 x MRR at the month''s end',
    new_mrr           Decimal(18, 2) COMMENT 'from accounts that paid for the first time',
    expansion_mrr     Decimal(18, 2) COMMENT 'from paying accounts that now pay more',
    contraction_mrr   Decimal(18, 2) COMMENT 'from accounts that now pay less and stay; 0 or negative',
    churned_mrr       Decimal(18, 2) COMMENT 'from accounts without any active subscription left; 0 or negative',
    reactivated_mrr   Decimal(18, 2) COMMENT 'from churned accounts that pay again',
    start_accounts    UInt32 COMMENT 'accounts that paid at the start of the month',
    end_accounts      UInt32 COMMENT 'accounts that paid at its end (or at as_of)',
    churned_accounts  UInt32 COMMENT 'accounts that paid at the start and have no active subscription at the end',
    arpa              Nullable(Float64) COMMENT 'average revenue per account: MRR at the month''s end / accounts that pay at its end; NULL when nobody pays',
    nrr               Nullable(Float64) COMMENT 'net revenue retention of the month: MRR at its end of the accounts that paid at its start / their MRR at its start; new and reactivated accounts are in neither, and an account that left and came back within the month has not left; NULL when nobody paid',
    grr               Nullable(Float64) COMMENT 'gross revenue retention of the month: as nrr, but no account counts with more than its MRR at the start, so at most 1; NULL when nobody paid',
    gross_revenue_churn Nullable(Float64) COMMENT 'what the accounts that paid at the month''s start lost of their MRR by churn and contraction, without what others of them gained / their MRR at the start: 1 - grr; NULL when nobody paid',
    net_revenue_churn Nullable(Float64) COMMENT 'the same less what they gained by expansion: 1 - nrr, below 0 when they grow; NULL when nobody paid',
    logo_churn        Nullable(Float64) COMMENT 'accounts that paid at the month''s start and have no active subscription at its end / accounts that paid at its start, 0 to 1; NULL when nobody paid',
    quick_ratio       Nullable(Float64) COMMENT '(new + expansion + reactivation) / (contraction + churn), as sums of the month''s movements; NULL when nothing was lost',
    annual_nrr        Nullable(Float64) COMMENT 'net revenue retention over the 12 months up to the month''s end: MRR at its end of the accounts that paid 12 months before / their MRR then; not 12 x a month''s; accounts won in between are in neither, and one that left and came back counts with what it pays at the end; NULL when nobody paid then',
    annual_grr        Nullable(Float64) COMMENT 'gross revenue retention over the same 12 months: as annual_nrr, but no account counts with more than its MRR then, so at most 1',
    annual_logo_churn Nullable(Float64) COMMENT 'accounts that paid 12 months before and have no active subscription at the month''s end / accounts that paid then, 0 to 1',
    accounts_without_rate UInt32 COMMENT 'accounts whose MRR is unknown because an exchange rate is missing: they count with their last known MRR',
    restated_end_mrr  Nullable(Decimal(18, 2)) COMMENT 'end_mrr of a closed month as it is known now; NULL while the month is not closed, or when it was closed in another currency',
    restated_end_accounts Nullable(UInt32) COMMENT 'end_accounts of a closed month as it is known now; NULL while the month is not closed, or when it was closed in another currency',
    restated_nrr      Nullable(Float64) COMMENT 'nrr of a closed month as it is known now; NULL while the month is not closed, or when it was closed in another currency',
    restated_grr      Nullable(Float64) COMMENT 'grr of a closed month as it is known now; NULL while the month is not closed, or when it was closed in another currency',
    restated_logo_churn Nullable(Float64) COMMENT 'logo_churn of a closed month as it is known now; NULL while the month is not closed, or when it was closed in another currency',
    currency          String COMMENT 'the reporting currency of the figures, ISO 4217: a closed month keeps that of its time'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT max(month) FROM mimamori.revenue_months_now)) AS current_month,
    shown AS
    (
        SELECT * REPLACE (toNullable(closed_at) AS closed_at) FROM mimamori.revenue_months_closed
        UNION ALL
        SELECT *, NULL AS closed_at FROM mimamori.revenue_months_now
        WHERE month NOT IN (SELECT month FROM mimamori.closed_months)
    ),
    isNotNull(shown.closed_at) AND known.currency = shown.currency AS can_compare
SELECT
    shown.month AS month, toString(shown.segment) AS segment, shown.as_of AS as_of, shown.month < current_month AS is_complete,
    shown.closed_at AS closed_at,
    toDecimal64(shown.start_mrr_minor / shown.minor_per_unit, 2) AS start_mrr,
    toDecimal64(shown.end_mrr_minor / shown.minor_per_unit, 2) AS end_mrr,
    toDecimal64(shown.arr_minor / shown.minor_per_unit, 2) AS arr,
    toDecimal64(shown.new_minor / shown.minor_per_unit, 2) AS new_mrr,
    toDecimal64(shown.expansion_minor / shown.minor_per_unit, 2) AS expansion_mrr,
    toDecimal64(shown.contraction_minor / shown.minor_per_unit, 2) AS contraction_mrr,
    toDecimal64(shown.churn_minor / shown.minor_per_unit, 2) AS churned_mrr,
    toDecimal64(shown.reactivation_minor / shown.minor_per_unit, 2) AS reactivated_mrr,
    shown.start_accounts AS start_accounts, shown.end_accounts AS end_accounts, shown.churned_accounts AS churned_accounts,
    round(shown.arpa_minor / shown.minor_per_unit, 2) AS arpa,
    shown.nrr AS nrr, shown.grr AS grr, shown.gross_revenue_churn AS gross_revenue_churn, shown.net_revenue_churn AS net_revenue_churn,
    shown.logo_churn AS logo_churn, shown.quick_ratio AS quick_ratio,
    shown.annual_nrr AS annual_nrr, shown.annual_grr AS annual_grr, shown.annual_logo_churn AS annual_logo_churn,
    shown.accounts_without_rate AS accounts_without_rate,
    if(can_compare, toDecimal64(known.end_mrr_minor / shown.minor_per_unit, 2), NULL) AS restated_end_mrr,
    if(can_compare, known.end_accounts, NULL) AS restated_end_accounts,
    if(can_compare, known.nrr, NULL) AS restated_nrr,
    if(can_compare, known.grr, NULL) AS restated_grr,
    if(can_compare, known.logo_churn, NULL) AS restated_logo_churn,
    shown.currency AS currency
FROM shown
LEFT JOIN mimamori.revenue_months_now AS known ON known.month = shown.month AND known.segment = shown.segment
COMMENT 'MRR, its movements and rates per month, for the whole company and per segment; closed months are frozen'
