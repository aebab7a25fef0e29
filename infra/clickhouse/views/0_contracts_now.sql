-- What each account has bought and pays today: one row per account that anything of billing is known of.
-- Internal: the views of cs build on it. It is named so that it is made before them.
CREATE OR REPLACE VIEW mimamori.contracts_now
(
    account          String COMMENT 'account id',
    mrr_minor        Nullable(Int64) COMMENT 'in the minor unit of the reporting currency; 0 when it does not pay; NULL without an exchange rate',
    active           Array(Tuple(subscription_id String, status String, plan String, seats UInt32, mrr_minor Nullable(Int64), currency String, started_at Nullable(DateTime64(3, 'UTC')), renews_at Nullable(DateTime64(3, 'UTC')), notice_deadline Nullable(DateTime64(3, 'UTC')), auto_renew Nullable(UInt8), cancel_at_period_end UInt8, ended_at Nullable(DateTime64(3, 'UTC')))) COMMENT 'subscriptions that are active or past due and have not ended',
    products         Array(String) COMMENT 'products of these, each once',
    seats            UInt64 COMMENT 'seats of these',
    renews_at        Nullable(DateTime64(3, 'UTC')) COMMENT 'the next renewal of these; NULL when unknown',
    notice_deadline  Nullable(DateTime64(3, 'UTC')) COMMENT 'the next deadline of these; NULL when unknown',
    first_paid_on    Nullable(Date) COMMENT 'NULL when it never paid',
    churned_on       Nullable(Date) COMMENT 'NULL while one is active',
    is_leaving       UInt8 COMMENT '1: it has given notice, and has not left yet'
)
AS
WITH
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today,
    arrayMap(one -> assumeNotNull(one.renews_at), arrayFilter(one -> one.renews_at > now64(3), active)) AS renewals,
    arrayMap(one -> assumeNotNull(one.notice_deadline), arrayFilter(one -> one.notice_deadline > now64(3), active)) AS deadlines
SELECT
    account,
    if(empty(mrr_days) OR mrr_days[1].day > today, toNullable(toInt64(0)),
       tupleElement(arrayLast(change -> change.day <= today, mrr_days), 'mrr_minor')) AS mrr_minor,
    arrayFilter(one -> one.status IN ('active', 'past_due') AND ifNull(one.ended_at > now64(3), 1), subscriptions) AS active,
    arrayDistinct(arrayFlatten(arrayMap(one -> splitByString(' + ', one.plan), active))) AS products,
    arraySum(arrayMap(one -> toUInt64(one.seats), active)) AS seats,
    if(empty(renewals), NULL, arrayMin(renewals)) AS renews_at,
    if(empty(deadlines), NULL, arrayMin(deadlines)) AS notice_deadline,
    if(first_paid_on <= today, first_paid_on, NULL) AS first_paid_on,
    if(churned_on <= today, churned_on, NULL) AS churned_on,
    notice_known_at IS NOT NULL AND NOT ifNull(churned_on <= today, 0) AS is_leaving
FROM mimamori.revenue FINAL
WHERE events > 0
COMMENT 'What each account has bought and pays today'
