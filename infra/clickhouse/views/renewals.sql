-- cs.renewals: the renewals of the next 120 days, one row per subscription, with what is to be lost and how likely. How good such
-- a forecast was is in cs.renewal_forecasts.
CREATE OR REPLACE VIEW cs.renewals
(
    account          String COMMENT 'account id',
    name             String COMMENT 'name of the account; empty when unknown',
    segment          String COMMENT 'segment; empty when unknown',
    csm              String COMMENT 'customer success manager; empty when nobody is',
    subscription_id  String COMMENT 'id in the billing tool',
    plan             String COMMENT 'its products',
    seats            UInt32 COMMENT 'its seats',
    term_months      Float64 COMMENT 'months of one term: 1 for a monthly contract, which renews again and again; 0 when unknown',
    renews_on        Date COMMENT 'day of the renewal, of the company time zone',
    days_to_renewal  Int64 COMMENT 'days from today to renews_on',
    notice_deadline_on Nullable(Date) COMMENT 'last day on which notice may be given; NULL when the tool names none',
    days_to_notice   Nullable(Int64) COMMENT 'days from today to it, negative when it is past; NULL where it is',
    auto_renew       Nullable(UInt8) COMMENT '1: renews by itself; 0: somebody must sign; NULL when unknown',
    mrr              Nullable(Decimal(18, 2)) COMMENT 'monthly recurring revenue of the subscription, in the reporting currency; NULL without an exchange rate',
    arr              Nullable(Decimal(18, 2)) COMMENT 'twelve times mrr: what is to be renewed',
    outlook          String COMMENT 'leaving: notice was given, it ends; at-risk: the account is at risk (is_at_risk of cs.accounts, whose comment names the thresholds); expected: neither',
    not_renewing     Nullable(Float64) COMMENT 'probability that it does not renew, 0 to 1: 1 when notice was given, else that of the account''s next decision; NULL without a model',
    arr_expected     Nullable(Decimal(18, 2)) COMMENT 'arr x (1 - not_renewing); NULL where one of them is',
    at_risk_because  Array(String) COMMENT 'as in cs.accounts',
    health_band      String COMMENT 'health of the account now; empty when not scored',
    health_score     Nullable(Float64) COMMENT 'health score of the account now, 0 to 100; NULL without one',
    currency         String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    assumeNotNull((SELECT time_zone FROM mimamori.reporting)) AS time_zone,
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today,
    due AS
    (
        SELECT account, one, toDate(assumeNotNull(one.renews_at), time_zone) AS renews_on
        FROM (SELECT account, active FROM mimamori.contracts_now)
        ARRAY JOIN active AS one
        WHERE one.renews_at >= now64(3) - INTERVAL 2 DAY AND renews_on >= today AND renews_on <= today + 120
    ),
    terms AS
    (
        SELECT account, state.subscription_id AS subscription_id, argMax(state.term_months, (state.from_at, state.known_at)) AS term_months
        FROM (SELECT account, contract_states FROM mimamori.revenue FINAL WHERE events > 0)
        ARRAY JOIN contract_states AS state
        WHERE state.from_at <= now64(3)
        GROUP BY account, subscription_id
    )
SELECT
    due.account AS account, profile.name AS name, profile.segment AS segment, profile.csm AS csm,
    one.subscription_id AS subscription_id, one.plan AS plan, one.seats AS seats, terms.term_months AS term_months,
    due.renews_on AS renews_on, due.renews_on - today AS days_to_renewal,
    toDate(one.notice_deadline, time_zone) AS notice_deadline_on, notice_deadline_on - today AS days_to_notice,
    one.auto_renew AS auto_renew,
    toDecimal64(one.mrr_minor / minor_per_unit, 2) AS mrr, mrr * 12 AS arr,
    multiIf(one.cancel_at_period_end OR one.ended_at IS NOT NULL, 'leaving', notEmpty(risks.because), 'at-risk', 'expected') AS outlook,
    if(outlook = 'leaving', 1., churn.not_renewing) AS not_renewing,
    toDecimal64(round(one.mrr_minor * 12 * (1 - if(outlook = 'leaving', 1., churn.not_renewing)) / minor_per_unit, 2), 2) AS arr_expected,
    risks.because AS at_risk_because, health.band AS health_band, health.score AS health_score,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM due
LEFT ANY JOIN terms ON terms.account = due.account AND terms.subscription_id = due.one.subscription_id
LEFT ANY JOIN (SELECT account, name, toString(segment) AS segment, toString(csm) AS csm FROM mimamori.profiles FINAL WHERE present) AS profile ON profile.account = due.account
LEFT ANY JOIN mimamori.risks_now AS risks ON risks.account = due.account
LEFT ANY JOIN (SELECT account, band, score FROM cs.health_scores_latest) AS health ON health.account = due.account
LEFT ANY JOIN (SELECT account, not_renewing FROM cs.churn_risk) AS churn ON churn.account = due.account
COMMENT 'Renewals of the next 120 days: deadlines, value, and how likely they fail'
