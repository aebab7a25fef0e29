-- cs.renewal_forecasts: how good the forecast of each quarter's renewals was. The forecast is the first weekly snapshot of the quarter
-- (or the last one up to a week before it), of the renewals that were due in it; the outcome is what the account paid afterwards.
CREATE OR REPLACE VIEW cs.renewal_forecasts
(
    quarter          Date COMMENT 'first day of the quarter in which the renewals were due; of the current one: those due before yesterday',
    segment          String COMMENT 'segment when it was foreseen; (none) for accounts without one; empty for the whole company',
    foreseen_in      Date COMMENT 'Monday of the week of the snapshot',
    renewals         UInt64 COMMENT 'subscriptions that were due, and were foreseen with a value',
    arr_due          Decimal(18, 2) COMMENT 'what was to be renewed, in the reporting currency',
    arr_foreseen     Nullable(Decimal(18, 2)) COMMENT 'what was expected to be renewed: sum of arr x (1 - not_renewing), of those with a probability; NULL when there was no model',
    arr_due_with_probability Decimal(18, 2) COMMENT 'arr_due of those with a probability: what arr_foreseen is a part of',
    arr_renewed_with_probability Decimal(18, 2) COMMENT 'what of that was renewed in fact',
    error_share      Nullable(Float64) COMMENT '(arr_foreseen - arr_renewed_with_probability) / arr_due_with_probability: 0.1 is 10 % too hopeful, below 0 too gloomy; NULL where arr_foreseen is',
    arr_renewed      Decimal(18, 2) COMMENT 'what was renewed: of each account that still paid the day after, the smaller of what was due and what it paid then; expansion counts elsewhere',
    renewed_share    Nullable(Float64) COMMENT 'arr_renewed / arr_due, 0 to 1; NULL when nothing was due',
    lost             UInt64 COMMENT 'renewals whose account paid nothing the day after',
    lost_expected    UInt64 COMMENT 'those of them that had been foreseen as expected: surprises',
    renewed_at_risk  UInt64 COMMENT 'renewals foreseen as at-risk whose account went on paying: saved, or false alarms',
    currency         String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today,
    quarters AS
    (
        SELECT toStartOfQuarter(toLastDayOfWeek(week, 1)) AS quarter, min(week) AS first_week
        FROM mimamori.renewal_snapshots GROUP BY quarter
    ),
    foreseen AS
    (
        SELECT account, subscription_id, renews_on, if(segment = '', '(none)', toString(segment)) AS segment, outlook, not_renewing,
            assumeNotNull(mrr_minor) AS due_minor, week, toStartOfQuarter(renews_on) AS quarter
        FROM mimamori.renewal_snapshots FINAL
        WHERE (week, toStartOfQuarter(renews_on)) IN (SELECT first_week, quarter FROM quarters)
            AND renews_on < today - 1 AND mrr_minor IS NOT NULL
    ),
    outcomes AS
    (
        SELECT foreseen.*, ifNull(tupleElement(arrayLast(change -> change.day <= renews_on + 1, revenue.mrr_days), 'mrr_minor'), 0) AS paid_minor,
            sum(due_minor) OVER (PARTITION BY account) AS account_due_minor,
            due_minor * least(1, paid_minor / nullIf(account_due_minor, 0)) AS renewed_minor
        FROM foreseen
        LEFT ANY JOIN (SELECT account, mrr_days FROM mimamori.revenue FINAL WHERE events > 0) AS revenue ON revenue.account = foreseen.account
    )
SELECT
    quarter, segment, min(week) AS foreseen_in, count() AS renewals,
    toDecimal64(sum(due_minor) * 12 / minor_per_unit, 2) AS arr_due,
    if(countIf(not_renewing IS NOT NULL) = 0, NULL, toDecimal64(round(ifNull(sum(due_minor * (1 - not_renewing)), 0) * 12 / minor_per_unit, 2), 2)) AS arr_foreseen,
    toDecimal64(sumIf(due_minor, not_renewing IS NOT NULL) * 12 / minor_per_unit, 2) AS arr_due_with_probability,
    toDecimal64(round(ifNull(sumIf(renewed_minor, not_renewing IS NOT NULL), 0) * 12 / minor_per_unit, 2), 2) AS arr_renewed_with_probability,
    (toFloat64(arr_foreseen) - toFloat64(arr_renewed_with_probability)) / nullIf(toFloat64(arr_due_with_probability), 0) AS error_share,
    toDecimal64(round(ifNull(sum(renewed_minor), 0) * 12 / minor_per_unit, 2), 2) AS arr_renewed,
    toFloat64(arr_renewed) / nullIf(toFloat64(arr_due), 0) AS renewed_share,
    countIf(paid_minor = 0) AS lost, countIf(paid_minor = 0 AND outlook = 'expected') AS lost_expected,
    countIf(paid_minor > 0 AND outlook = 'at-risk') AS renewed_at_risk,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM (SELECT * REPLACE (arrayJoin(['', segment]) AS segment) FROM outcomes)
GROUP BY quarter, segment
COMMENT 'How good the forecasts of renewals were, quarter by quarter'
