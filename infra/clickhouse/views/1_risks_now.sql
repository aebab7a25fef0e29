-- The accounts at risk and why, by section definitions.atRisk of config/company.yaml: one row per account at risk.
-- Internal: the views of cs build on it. It is named so that it is made before them.
CREATE OR REPLACE VIEW mimamori.risks_now
(
    account  String COMMENT 'account id',
    because  Array(String) COMMENT 'notice, health, churn, renewal, invoices: see cs.accounts'
)
AS
WITH assumeNotNull((SELECT thresholds FROM mimamori.reporting)) AS thresholds
SELECT account, arraySort(groupArray(cause)) AS because
FROM
(
    SELECT account, 'notice' AS cause FROM mimamori.contracts_now WHERE is_leaving
    UNION ALL
    SELECT account, 'health' FROM cs.health_scores_latest WHERE band = 'at-risk'
    UNION ALL
    SELECT account, arrayJoin(arrayFilter(one -> one != '', [
        if(ifNull(churn_within_90_days >= thresholds['atRisk.churnWithin90DaysFrom'], 0), 'churn', ''),
        if(ifNull(not_renewing >= thresholds['atRisk.notRenewingFrom'], 0), 'renewal', '')]))
    FROM cs.churn_risk WHERE status = 'scored'
    UNION ALL
    SELECT DISTINCT account, 'invoices' FROM mimamori.invoices FINAL
    WHERE present AND status = 'open' AND NOT disputed AND due_at <= now64(3) - toIntervalDay(toUInt32(thresholds['atRisk.overdueDaysFrom']))
)
GROUP BY account
COMMENT 'Accounts at risk, and why'
