-- cs.usage_weeks: how much each account uses the product, week by week: what a trend over quarters is read from. A week without any
-- usage has no row; whether the source was alive then is in cs.freshness.
CREATE OR REPLACE VIEW cs.usage_weeks
(
    account       String COMMENT 'account id',
    week          Date COMMENT 'its Monday, of the company time zone',
    is_complete   UInt8 COMMENT '0: the current week, to date',
    active_users  UInt64 COMMENT 'distinct users of the week; where a source only tells how many there were, the most of a day',
    active_days   UInt64 COMMENT 'days of the week with usage, 1 to 7',
    quantities    Map(String, Float64) COMMENT 'how much of each feature was used, by feature, in the unit of its events'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH assumeNotNull((SELECT today FROM mimamori.reporting)) AS today
SELECT
    account,
    toStartOfWeek(day, 1) AS week,
    week + 7 <= today AS is_complete,
    greatest(length(groupUniqArrayArray(users)), max(reported_users)) AS active_users,
    count() AS active_days,
    sumMap(usage.quantities) AS quantities
FROM mimamori.usage_days AS usage FINAL
WHERE events > 0 AND day <= today
GROUP BY account, week
COMMENT 'Usage by account and week: users, days, and how much of each feature'
