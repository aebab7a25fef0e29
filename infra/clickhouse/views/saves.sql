-- cs.saves: accounts that were at risk by their health within the last 180 days, have not been for a while, and still pay. Whether
-- somebody saved them or they came back by themselves the numbers do not say.
CREATE OR REPLACE VIEW cs.saves
(
    account        String COMMENT 'account id',
    name           String COMMENT 'name of the account; empty when unknown',
    csm            String COMMENT 'customer success manager; empty when nobody is',
    at_risk_from   Date COMMENT 'day of the first run of the latest stretch of runs over all accounts in which its band was at-risk, of the company time zone; not before the window of 180 days',
    at_risk_to     Date COMMENT 'day of the last run of that stretch',
    days_at_risk   Int64 COMMENT 'days from the first to the last; 7 or more, as shipped (definitions.saved of config/company.yaml; in force: cs.definitions)',
    days_recovered Int64 COMMENT 'days since at_risk_to; 28 or more, as shipped (same place)',
    lowest_score   Nullable(Float64) COMMENT 'lowest health score of the stretch, 0 to 100',
    health_score   Nullable(Float64) COMMENT 'health score now, 0 to 100; NULL when there is too little data',
    health_band    String COMMENT 'health now; not at-risk',
    arr            Nullable(Decimal(18, 2)) COMMENT 'annual recurring revenue now, in the reporting currency; NULL without an exchange rate',
    currency       String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    assumeNotNull((SELECT time_zone FROM mimamori.reporting)) AS time_zone,
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today,
    assumeNotNull((SELECT thresholds FROM mimamori.reporting)) AS thresholds,
    runs AS
    (
        SELECT run_id FROM mimamori.score_runs FINAL
        WHERE kind = 'live' AND scope = 'all' AND status = 'complete' AND as_of > now64(3) - INTERVAL 180 DAY
    ),
    histories AS
    (
        SELECT
            account,
            groupArrayIf((as_of, score), band = 'at-risk') AS bad,
            arrayMax(one -> one.1, bad) AS to_at,
            arrayMax(arrayFilter(at -> at < to_at, arrayConcat([toDateTime64(0, 3, 'UTC')], groupArrayIf(as_of, band != 'at-risk')))) AS good_until,
            arrayFilter(one -> one.1 > good_until, bad) AS last_bad
        FROM mimamori.health_scores FINAL
        WHERE as_of > now64(3) - INTERVAL 180 DAY AND run_id IN (SELECT run_id FROM runs)
            AND account IN (SELECT account FROM cs.health_scores_latest WHERE band NOT IN ('at-risk', 'closed'))
        GROUP BY account
        HAVING notEmpty(bad) AND to_at <= now64(3) - toIntervalDay(toUInt32(thresholds['saved.recoveredDaysFrom']))
    ),
    stretch AS
    (
        SELECT account, arrayMin(one -> one.1, last_bad) AS from_at, to_at, arrayMin(one -> one.2, last_bad) AS lowest_score
        FROM histories
    )
SELECT
    stretch.account AS account, profile.name AS name, profile.csm AS csm,
    toDate(stretch.from_at, time_zone) AS at_risk_from, toDate(stretch.to_at, time_zone) AS at_risk_to,
    at_risk_to - at_risk_from AS days_at_risk, today - at_risk_to AS days_recovered,
    lowest_score, health.score AS health_score, health.band AS health_band,
    toDecimal64(contract.mrr_minor * 12 / minor_per_unit, 2) AS arr,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM stretch
INNER JOIN (SELECT account, score, band FROM cs.health_scores_latest WHERE band NOT IN ('at-risk', 'closed')) AS health ON health.account = stretch.account
INNER JOIN (SELECT account, mrr_minor FROM mimamori.contracts_now WHERE ifNull(mrr_minor > 0, 1) AND NOT is_leaving) AS contract ON contract.account = stretch.account
LEFT ANY JOIN (SELECT account, name, toString(csm) AS csm FROM mimamori.profiles FINAL WHERE present) AS profile ON profile.account = stretch.account
WHERE days_at_risk >= thresholds['saved.atRiskDaysFrom']
COMMENT 'Accounts that were at risk by their health, have recovered, and still pay'
