-- cs.cohort_retention: what is left of the accounts that first paid in a month, month after month. Only months that are over have a
-- row: a cell that lies ahead is absent, not 0. As facts are now; closed months are frozen in cs.revenue_metrics only.
CREATE OR REPLACE VIEW cs.cohort_retention
(
    cohort             Date COMMENT 'first day of the month in which the accounts first paid (their movement new), of the company time zone',
    segment            String COMMENT 'segment the accounts are in now; empty for the whole company',
    months_since       UInt16 COMMENT 'whole months after the cohort month; 0: the end of the cohort month itself',
    month              Date COMMENT 'first day of the month at whose end the row holds',
    cohort_accounts    UInt64 COMMENT 'accounts of the cohort, also those that left within its first month',
    retained_accounts  UInt64 COMMENT 'of them, those with an active subscription at the end of the month; one that left and came back counts again',
    logo_retention     Float64 COMMENT 'retained_accounts / cohort_accounts, 0 to 1',
    first_mrr          Decimal(18, 2) COMMENT 'MRR of the cohort with its first payments, in the reporting currency',
    mrr                Decimal(18, 2) COMMENT 'MRR of the cohort at the end of the month, in the reporting currency',
    revenue_retention  Nullable(Float64) COMMENT 'net: mrr / first_mrr; above 1 when expansion outweighs losses; NULL when first_mrr is 0',
    gross_revenue_retention Nullable(Float64) COMMENT 'as revenue_retention, but no account counts with more than its first MRR, so at most 1',
    currency           String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today,
    cells AS
    (
        SELECT
            toStartOfMonth(movements[1].day) AS cohort,
            if(profiles.segment = '', '(none)', profiles.segment) AS account_segment,
            movements[1].amount_minor AS first_minor,
            arrayJoin(range(toUInt16(dateDiff('month', cohort, toStartOfMonth(today))))) AS months_since,
            arrayLast(movement -> movement.day <= toLastDayOfMonth(addMonths(cohort, months_since)), movements) AS last
        FROM mimamori.revenue AS revenue FINAL
        LEFT JOIN (SELECT account, segment FROM mimamori.profiles FINAL WHERE present) AS profiles USING (account)
        WHERE events > 0 AND notEmpty(movements)
    ),
    by_segment AS
    (
        SELECT
            cohort, account_segment, months_since,
            count() AS accounts,
            countIf(last.kind != 'churn') AS retained,
            sum(first_minor) AS first_mrr_minor,
            sum(last.mrr_after_minor) AS mrr_minor,
            sum(least(last.mrr_after_minor, first_minor)) AS capped_minor
        FROM cells
        GROUP BY cohort, account_segment, months_since
    )
SELECT
    cohort, segment, months_since,
    toDate(addMonths(cohort, months_since)) AS month,
    sum(accounts) AS cohort_accounts,
    sum(retained) AS retained_accounts,
    retained_accounts / cohort_accounts AS logo_retention,
    toDecimal64(sum(first_mrr_minor) / minor_per_unit, 2) AS first_mrr,
    toDecimal64(sum(mrr_minor) / minor_per_unit, 2) AS mrr,
    if(sum(first_mrr_minor) = 0, NULL, sum(mrr_minor) / sum(first_mrr_minor)) AS revenue_retention,
    if(sum(first_mrr_minor) = 0, NULL, sum(capped_minor) / sum(first_mrr_minor)) AS gross_revenue_retention,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM by_segment
ARRAY JOIN ['', account_segment] AS segment
GROUP BY cohort, segment, months_since
COMMENT 'Retention of accounts and of MRR by cohort of first payment; months that are not over are absent'
