-- What is a customer still worth, by segment, and how many are valued by their own churn risk?
SELECT
    segment, count() AS accounts, avg(mrr) AS mean_mrr,
    quantileExact(0.5)(ltv_existing_after_n_renewals_36_months) AS median_ltv_36_months,
    sum(expected_revenue_12_months) AS expected_revenue_12_months,
    countIf(hazard_source = 'churn-model') AS by_own_risk, any(currency) AS currency
FROM lifetime_values
GROUP BY segment
ORDER BY expected_revenue_12_months DESC
