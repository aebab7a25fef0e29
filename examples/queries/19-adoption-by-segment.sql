-- Which features are adopted by which share of the paying customers, by segment?
SELECT
    segment, feature, countIf(is_adopted) AS adopted_by, any(paying.accounts) AS paying_accounts,
    adopted_by / paying_accounts AS adopted_share, sum(quantity) AS quantity, sum(previous_quantity) AS previous_quantity
FROM adoption
INNER JOIN (SELECT segment, count() AS accounts FROM health_scores_latest WHERE band != 'closed' GROUP BY segment) AS paying USING (segment)
GROUP BY segment, feature
ORDER BY segment, adopted_share DESC
