-- cs.renewal_snapshots: the renewals of the following 120 days as they were foreseen, once a week. Written by the job
-- snapshot-renewals, never changed afterwards: what a forecast said before the fact.
CREATE OR REPLACE VIEW cs.renewal_snapshots
(
    week             Date COMMENT 'Monday of the week in which it was foreseen so, of the company time zone',
    account          String COMMENT 'account id',
    subscription_id  String COMMENT 'id in the billing tool',
    renews_on        Date COMMENT 'day of the renewal, as foreseen then',
    segment          String COMMENT 'segment then; empty when unknown',
    csm              String COMMENT 'customer success manager then; empty when nobody was',
    arr              Nullable(Decimal(18, 2)) COMMENT 'twelve times the MRR of the subscription then, in the reporting currency; NULL without an exchange rate',
    outlook          String COMMENT 'leaving, at-risk or expected, as in cs.renewals',
    not_renewing     Nullable(Float64) COMMENT 'probability that it does not renew, as it was then; NULL without a model',
    arr_expected     Nullable(Decimal(18, 2)) COMMENT 'arr x (1 - not_renewing); NULL where one of them is',
    health_band      String COMMENT 'health of the account then; empty when it was not scored',
    health_score     Nullable(Float64) COMMENT 'health score then, 0 to 100; NULL without one',
    run_id           String COMMENT 'run whose scores were used; empty when there was none',
    taken_at         DateTime64(3, 'UTC') COMMENT 'when it was written down, UTC',
    currency         String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit
SELECT
    week, account, subscription_id, renews_on, segment, csm,
    toDecimal64(mrr_minor * 12 / minor_per_unit, 2) AS arr, outlook, not_renewing,
    toDecimal64(round(mrr_minor * 12 * (1 - not_renewing) / minor_per_unit, 2), 2) AS arr_expected,
    health_band, health_score, run_id, taken_at,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM mimamori.renewal_snapshots FINAL
COMMENT 'Renewals as they were foreseen, week by week'
