-- How do MRR, retention and churn develop? Closed months do not change any more.
SELECT month, is_complete, start_mrr, new_mrr, expansion_mrr, contraction_mrr, churned_mrr, reactivated_mrr, end_mrr, nrr, grr, logo_churn, annual_nrr, currency
FROM revenue_metrics
WHERE segment = ''
ORDER BY month
