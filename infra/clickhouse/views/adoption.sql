-- cs.adoption: what each account uses, feature by feature, over the last 28 days and the 28 before.
CREATE OR REPLACE VIEW cs.adoption
(
    account           String COMMENT 'account id; accounts that used anything within 56 days',
    segment           String COMMENT 'segment of the account; empty when unknown',
    feature           String COMMENT 'feature, as its events name it; only those that the account used within 56 days',
    quantity          Float64 COMMENT 'how much of it was used in the last 28 days, in the unit of the feature''s events',
    active_days       UInt64 COMMENT 'days of the last 28 on which it was used',
    previous_quantity Float64 COMMENT 'quantity of the 28 days before these',
    change            Nullable(Float64) COMMENT 'quantity / previous_quantity - 1: -0.5 is half as much; NULL when nothing was used before',
    last_used_on      Date COMMENT 'last day on which it was used, of the company time zone',
    is_adopted        UInt8 COMMENT '1: active_days from 4 on, as shipped (definitions.adopted of config/company.yaml; in force: cs.definitions)'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today,
    assumeNotNull((SELECT thresholds['adopted.activeDaysFrom'] FROM mimamori.reporting)) AS adopted_from
SELECT
    used_features.account AS account, profile.segment AS segment, feature, quantity, active_days, previous_quantity,
    if(previous_quantity = 0, NULL, quantity / previous_quantity - 1) AS change,
    last_used_on, active_days >= adopted_from AS is_adopted
FROM
(
    SELECT
        account, feature,
        sumIf(used, day > today - 28) AS quantity,
        countIf(used > 0 AND day > today - 28) AS active_days,
        sumIf(used, day <= today - 28) AS previous_quantity,
        max(day) AS last_used_on
    FROM
    (
        SELECT account, day, quantities FROM mimamori.usage_days FINAL
        WHERE day > today - 56 AND day <= today AND events > 0
    )
    ARRAY JOIN mapKeys(quantities) AS feature, mapValues(quantities) AS used
    GROUP BY account, feature
) AS used_features
LEFT ANY JOIN (SELECT account, toString(segment) AS segment FROM mimamori.profiles FINAL WHERE present) AS profile ON profile.account = used_features.account
COMMENT 'Adoption: account by feature, the last 28 days beside the 28 before'
