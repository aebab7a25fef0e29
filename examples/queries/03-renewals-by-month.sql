-- How much is to be renewed in each of the coming months, how much of it is at risk, and how much is already lost?
SELECT
    toStartOfMonth(renews_on) AS month,
    count() AS renewals,
    sum(arr) AS arr_due,
    sumIf(arr, outlook = 'at-risk') AS arr_at_risk,
    sumIf(arr, outlook = 'leaving') AS arr_leaving,
    any(currency) AS currency
FROM renewals
WHERE term_months > 1
GROUP BY month
ORDER BY month
