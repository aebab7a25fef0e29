-- Which accounts were at risk, and have come back?
SELECT account, name, csm, at_risk_from, at_risk_to, days_at_risk, lowest_score, health_score, arr, currency
FROM saves
ORDER BY arr DESC, account
