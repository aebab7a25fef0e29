-- What made our MRR grow and shrink within the last year: new customers, seats, prices, products, discounts?
SELECT toStartOfQuarter(day) AS quarter, kind, main_cause, count() AS movements, sum(amount) AS amount, any(currency) AS currency
FROM mrr_movements
WHERE day > today() - 365
GROUP BY quarter, kind, main_cause
ORDER BY quarter, amount DESC
