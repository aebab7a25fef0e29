-- cs.lead_conversion: how many of those who tried the product bought it, by the month in which they began. A lead is an account that
-- began with a trial or a free subscription and had not paid before; leads are in no churn or retention rate. As facts are now.
CREATE OR REPLACE VIEW cs.lead_conversion
(
    cohort             Date COMMENT 'first day of the month in which the trial or free subscription began, of the company time zone',
    segment            String COMMENT 'segment the accounts are in now; empty for the whole company',
    leads              UInt64 COMMENT 'accounts that began in the month',
    converted          UInt64 COMMENT 'of them, those that have paid by today',
    conversion_rate    Float64 COMMENT 'converted / leads, 0 to 1; still rises for young cohorts, so do not compare them by it',
    is_30_days_old     UInt8 COMMENT '1: every lead of the cohort began at least 30 days ago',
    conversion_rate_30_days Nullable(Float64) COMMENT 'share of leads that paid within 30 days; NULL while the cohort is not 30 days old',
    is_90_days_old     UInt8 COMMENT '1: every lead of the cohort began at least 90 days ago',
    conversion_rate_90_days Nullable(Float64) COMMENT 'share of leads that paid within 90 days; NULL while the cohort is not 90 days old',
    median_days_to_convert  Nullable(Float64) COMMENT 'median days from the beginning to the first payment, of those converted; NULL when nobody has'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today,
    lead AS
    (
        SELECT
            assumeNotNull(leads_since) AS began_on,
            segment,
            if(first_paid_on <= today, dateDiff('day', leads_since, first_paid_on), NULL) AS days
        FROM mimamori.revenue AS revenue FINAL
        LEFT JOIN (SELECT account, segment FROM mimamori.profiles FINAL WHERE present) AS profiles USING (account)
        ARRAY JOIN ['', if(profiles.segment = '', '(none)', profiles.segment)] AS segment
        WHERE events > 0 AND leads_since <= today AND (first_paid_on IS NULL OR first_paid_on >= leads_since)
    )
SELECT
    toStartOfMonth(began_on) AS cohort, segment,
    count() AS leads,
    countIf(days IS NOT NULL) AS converted,
    converted / leads AS conversion_rate,
    toLastDayOfMonth(cohort) + 30 <= today AS is_30_days_old,
    if(is_30_days_old, countIf(days <= 30) / leads, NULL) AS conversion_rate_30_days,
    toLastDayOfMonth(cohort) + 90 <= today AS is_90_days_old,
    if(is_90_days_old, countIf(days <= 90) / leads, NULL) AS conversion_rate_90_days,
    medianExactOrNull(days) AS median_days_to_convert
FROM lead
GROUP BY cohort, segment
COMMENT 'Conversion of trials and free accounts to paying ones, by the month in which they began'
