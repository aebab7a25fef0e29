-- Whose health fell most within the last four weeks, and what worries most there?
SELECT name, csm, arr, currency, health_score, health_change_28_days, worries
FROM accounts
WHERE health_change_28_days < 0 AND mrr > 0
ORDER BY health_change_28_days, arr DESC
LIMIT 30
