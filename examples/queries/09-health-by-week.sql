-- How has the health of our customers developed over two years, week by week?
SELECT
    toStartOfWeek(as_of, 1) AS week,
    count() AS accounts,
    avg(score) AS mean_score,
    countIf(band = 'at-risk') / countIf(band IN ('healthy', 'attention', 'at-risk')) AS share_at_risk,
    avg(coverage) AS mean_coverage
FROM health_scores
WHERE band != 'closed' AND run_id IN (
    SELECT argMax(run_id, as_of) FROM score_runs
    WHERE kind = 'live' AND scope = 'all' AND status = 'complete' AND as_of > now() - INTERVAL 2 YEAR
    GROUP BY toStartOfWeek(as_of, 1))
GROUP BY week
ORDER BY week
