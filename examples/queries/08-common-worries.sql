-- Which measures cost our customers the most points, and what revenue hangs on these accounts?
SELECT measure, count() AS accounts, avg(lost_points) AS mean_lost_points, sum(accounts.arr) AS arr
FROM (SELECT account, measure, lost_points FROM health_reasons_latest WHERE lost_points >= 5) AS reasons
INNER JOIN (SELECT account, toFloat64(mrr) * 12 AS arr FROM mrr WHERE NOT is_complete) AS accounts USING (account)
GROUP BY measure
ORDER BY arr DESC
