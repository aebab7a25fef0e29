-- Which accounts are at risk, why, and what do they pay? The largest first.
SELECT name, csm, segment, arr, currency, health_band, health_score, at_risk_because, worries
FROM accounts
WHERE is_at_risk
ORDER BY arr DESC, name
LIMIT 50
