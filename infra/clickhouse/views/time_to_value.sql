-- cs.time_to_value: how long new accounts take to the first value, by the quarter in which they began.
CREATE OR REPLACE VIEW cs.time_to_value
(
    quarter         Date COMMENT 'first day of the quarter in which the accounts began (started_on of cs.onboarding); accounts that began before the first milestone of anybody was told are left out',
    segment         String COMMENT 'segment; (none) for accounts without one; empty for the whole company',
    accounts        UInt64 COMMENT 'accounts that began in it',
    reached         UInt64 COMMENT 'those of them that have reached value (see cs.onboarding)',
    reached_share   Float64 COMMENT 'reached / accounts, 0 to 1',
    median_days     Nullable(Float64) COMMENT 'half of all accounts of the quarter had reached value after so many days: one that has not counts as longer than any that has, so that slow accounts are not left out; NULL while fewer than half have',
    quarter_of_accounts_days Nullable(Float64) COMMENT 'the same for the fastest quarter of the accounts; NULL while fewer have'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    toStartOfQuarter(assumeNotNull(started_on)) AS quarter, segment,
    count() AS accounts, countIf(time_to_value_days IS NOT NULL) AS reached, reached / accounts AS reached_share,
    nullIf(quantileExact(0.5)(ifNull(toFloat64(time_to_value_days), inf)), inf) AS median_days,
    nullIf(quantileExact(0.25)(ifNull(toFloat64(time_to_value_days), inf)), inf) AS quarter_of_accounts_days
FROM
(
    SELECT started_on, time_to_value_days, arrayJoin(['', if(segment = '', '(none)', segment)]) AS segment
    FROM
    (
        SELECT started_on, time_to_value_days, segment, min(arrayMin(mapValues(milestones))) OVER () AS told_since
        FROM (SELECT started_on, time_to_value_days, segment, if(empty(milestones), map('', toDate('2149-06-06')), milestones) AS milestones FROM cs.onboarding WHERE started_on IS NOT NULL)
    )
    WHERE started_on >= told_since
)
GROUP BY quarter, segment
COMMENT 'Time to value by the quarter in which accounts began: medians that count those who have not got there'
