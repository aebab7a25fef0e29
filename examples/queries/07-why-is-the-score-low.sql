-- Why is the score of our worst large account what it is? (Put an account id in place of the inner SELECT for another one.)
SELECT measure, reason, raw_value, points, effective_weight, contribution, lost_points, why_missing
FROM health_reasons_latest
WHERE account = (
    SELECT health.account FROM health_scores_latest AS health
    INNER JOIN (SELECT account, mrr FROM mrr WHERE NOT is_complete) AS mrr ON mrr.account = health.account
    WHERE health.score IS NOT NULL
    ORDER BY mrr.mrr * (100 - health.score) DESC, health.account
    LIMIT 1)
ORDER BY lost_points DESC, measure
