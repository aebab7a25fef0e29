-- Who used the product within the last 28 days: one row per account that did.
-- Internal: the views of cs build on it. It is named so that it is made before them.
CREATE OR REPLACE VIEW mimamori.usage_28_days
(
    account       String COMMENT 'account id',
    active_users  UInt64 COMMENT 'distinct users; where a source only tells how many there were, the most of a day',
    active_days   UInt64 COMMENT 'days with usage'
)
AS
SELECT
    account,
    greatest(length(groupUniqArrayArray(users)), max(reported_users)) AS active_users,
    count() AS active_days
FROM mimamori.usage_days FINAL
WHERE day > assumeNotNull((SELECT today FROM mimamori.reporting)) - 28 AND events > 0
GROUP BY account
COMMENT 'Who used the product within the last 28 days'
