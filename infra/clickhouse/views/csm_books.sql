-- cs.csm_books: what each CSM looks after now: accounts, revenue, and how much of it is at risk.
CREATE OR REPLACE VIEW cs.csm_books
(
    csm             String COMMENT 'customer success manager; (nobody) for the accounts that nobody looks after',
    accounts        UInt64 COMMENT 'accounts that pay',
    arr             Decimal(18, 2) COMMENT 'annual recurring revenue of these, in the reporting currency; accounts without an exchange rate count 0',
    at_risk_accounts UInt64 COMMENT 'those of them at risk: is_at_risk of cs.accounts, whose comment names the thresholds',
    at_risk_arr     Decimal(18, 2) COMMENT 'arr of these, in the reporting currency',
    leaving_arr     Decimal(18, 2) COMMENT 'arr of the accounts that have given notice, a part of at_risk_arr',
    renewing_arr_90_days Decimal(18, 2) COMMENT 'arr of the accounts with a renewal within 90 days',
    mean_health     Nullable(Float64) COMMENT 'mean health score, weighted with arr, 0 to 100; NULL when none has a score',
    high_touch      UInt64 COMMENT 'accounts of the tier high',
    low_touch       UInt64 COMMENT 'accounts of the tier low',
    tech_touch      UInt64 COMMENT 'accounts of the tier tech',
    taken_over_28_days UInt64 COMMENT 'accounts that this CSM took over within the last 28 days',
    currency        String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    ifNull(contract.mrr_minor, 0) * 12 / minor_per_unit AS account_arr
SELECT
    if(profile.csm = '', '(nobody)', profile.csm) AS csm,
    count() AS accounts,
    toDecimal64(round(sum(account_arr), 2), 2) AS arr,
    countIf(notEmpty(risks.because)) AS at_risk_accounts,
    toDecimal64(round(sumIf(account_arr, notEmpty(risks.because)), 2), 2) AS at_risk_arr,
    toDecimal64(round(sumIf(account_arr, contract.is_leaving), 2), 2) AS leaving_arr,
    toDecimal64(round(sumIf(account_arr, contract.renews_at <= now64(3) + INTERVAL 90 DAY), 2), 2) AS renewing_arr_90_days,
    sum(health.score * account_arr) / nullIf(sumIf(account_arr, health.score IS NOT NULL), 0) AS mean_health,
    countIf(tiers.tier = 'high') AS high_touch, countIf(tiers.tier = 'low') AS low_touch, countIf(tiers.tier = 'tech') AS tech_touch,
    countIf(notEmpty(profile.csm_spells) AND profile.csm_spells[-1].from_at > now64(3) - INTERVAL 28 DAY AND profile.csm_spells[-1].to_at IS NULL) AS taken_over_28_days,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM (SELECT account, mrr_minor, is_leaving, renews_at FROM mimamori.contracts_now WHERE ifNull(mrr_minor > 0, 1)) AS contract
LEFT ANY JOIN (SELECT account, toString(csm) AS csm, csm_spells FROM mimamori.profiles FINAL WHERE present) AS profile ON profile.account = contract.account
LEFT ANY JOIN mimamori.risks_now AS risks ON risks.account = contract.account
LEFT ANY JOIN (SELECT account, score FROM cs.health_scores_latest) AS health ON health.account = contract.account
LEFT ANY JOIN (SELECT account, tier FROM cs.touch_tiers_latest) AS tiers ON tiers.account = contract.account
GROUP BY csm
COMMENT 'What each CSM looks after: accounts, ARR, and how much of it is at risk'
