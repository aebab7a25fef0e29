-- cs.disagreements: accounts whose health says one thing and whose money, or churn risk, another. One row per account that pays. What
-- counts is in config/company.yaml (disagreements); the row shows the figures that were compared.
CREATE OR REPLACE VIEW cs.disagreements
(
    account              String COMMENT 'account id',
    name                 String COMMENT 'name; empty when unknown',
    csm                  String COMMENT 'customer success manager; empty when nobody is',
    kind                 String COMMENT 'health-too-high: health is good (goodFrom or more, by default 75) while a sign says otherwise; health-too-low: health is poor (below poorBelow, by default 50) while nothing else is, and a sign says that all is well',
    reasons              Array(String) COMMENT 'the signs that disagree with health, in sentences, in the language of the company',
    reason_codes         Array(String) COMMENT 'the same as codes: churn-risk-high, mrr-falling, invoice-overdue, given-notice; churn-risk-low, mrr-growing',
    health_score         Float64 COMMENT '0 to 100, high is good',
    health_band          String COMMENT 'healthy, attention or at-risk',
    churn_within_90_days Nullable(Float64) COMMENT 'probability that it gives notice within 90 days; high from churnRiskFrom on (by default 0.2), low below churnRiskBelow (by default 0.05); NULL when there is none',
    mrr_change           Nullable(Float64) COMMENT 'MRR with all changes that are known to come, less that of 90 days ago, as a share of the latter; falling or growing from mrrChange on (by default 0.1); NULL when it paid nothing then',
    overdue_days         UInt32 COMMENT 'days that its longest overdue open, undisputed invoice is overdue; counts from overdueDays on (by default 14)',
    is_leaving           UInt8 COMMENT '1: it has given notice',
    mrr                  Nullable(Decimal(18, 2)) COMMENT 'monthly recurring revenue in the reporting currency; NULL without an exchange rate',
    currency             String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today,
    (SELECT any(disagreement_bounds) FROM mimamori.reporting_settings FINAL) AS bounds,
    (SELECT any(disagreement_words) FROM mimamori.reporting_settings FINAL) AS words,
    [
        if(is_leaving = 1, ('given-notice', ''), ('', '')),
        if(risk >= bounds['churnRiskFrom'], ('churn-risk-high', concat(toString(round(risk * 100)), '%')), ('', '')),
        if(is_leaving = 0 AND mrr_change <= -bounds['mrrChange'], ('mrr-falling', concat(toString(round(-mrr_change * 100)), '%')), ('', '')),
        if(overdue_days >= bounds['overdueDays'], ('invoice-overdue', toString(overdue_days)), ('', ''))
    ] AS worries,
    [
        if(risk < bounds['churnRiskBelow'], ('churn-risk-low', concat(toString(round(risk * 100)), '%')), ('', '')),
        if(mrr_change >= bounds['mrrChange'], ('mrr-growing', concat(toString(round(mrr_change * 100)), '%')), ('', ''))
    ] AS comforts,
    arrayFilter(sign -> sign.1 != '', worries) AS bad,
    arrayFilter(sign -> sign.1 != '', comforts) AS good,
    multiIf(score >= bounds['goodFrom'] AND notEmpty(bad), 'health-too-high', score < bounds['poorBelow'] AND empty(bad) AND notEmpty(good), 'health-too-low', '') AS found,
    if(found = 'health-too-high', bad, good) AS signs
SELECT
    account, name, csm, found AS kind,
    arrayMap(sign -> replaceOne(words[sign.1], '{value}', sign.2), signs) AS reasons,
    arrayMap(sign -> sign.1, signs) AS reason_codes,
    score AS health_score, health_band, risk AS churn_within_90_days, mrr_change, overdue_days, is_leaving, mrr, currency
FROM
(
    SELECT
        accounts.account AS account, accounts.name AS name, accounts.csm AS csm, assumeNotNull(accounts.health_score) AS score,
        accounts.health_band AS health_band, risks.churn_within_90_days AS risk, accounts.is_leaving AS is_leaving,
        accounts.mrr AS mrr, accounts.currency AS currency,
        toUInt32(invoices.overdue_days) AS overdue_days,
        if(revenue.before > 0, (revenue.ahead - revenue.before) / revenue.before, NULL) AS mrr_change
    FROM cs.accounts AS accounts
    LEFT JOIN cs.churn_risk AS risks ON risks.account = accounts.account
    LEFT JOIN
    (
        SELECT
            account, ifNull(tupleElement(mrr_days[-1], 'mrr_minor'), 0) AS ahead,
            ifNull(tupleElement(arrayLast(change -> change.day <= assumeNotNull((SELECT today FROM mimamori.reporting)) - 90, mrr_days), 'mrr_minor'), 0) AS before
        FROM mimamori.revenue FINAL
        WHERE events > 0 AND notEmpty(mrr_days)
    ) AS revenue ON revenue.account = accounts.account
    LEFT JOIN
    (
        SELECT account, max(dateDiff('day', assumeNotNull(due_at), now64(3))) AS overdue_days
        FROM mimamori.invoices FINAL
        WHERE present AND status = 'open' AND NOT disputed AND due_at < now64(3)
        GROUP BY account
    ) AS invoices ON invoices.account = accounts.account
    WHERE accounts.health_score IS NOT NULL AND ifNull(accounts.mrr, 1) > 0
)
WHERE found != ''
COMMENT 'Accounts whose health and whose money or churn risk disagree, with the reasons'
