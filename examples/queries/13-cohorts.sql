-- How many of the customers that we won in a month are still there after 3, 6 and 12 months, and how much revenue?
SELECT
    cohort, max(cohort_accounts) AS won,
    anyIf(logo_retention, months_since = 3) AS still_there_3_months,
    anyIf(logo_retention, months_since = 6) AS still_there_6_months,
    anyIf(logo_retention, months_since = 12) AS still_there_12_months,
    anyIf(revenue_retention, months_since = 12) AS revenue_left_12_months
FROM cohort_retention
WHERE segment = ''
GROUP BY cohort
ORDER BY cohort
