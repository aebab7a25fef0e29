-- Which invoices may not be paid, and is the customer well otherwise?
SELECT invoices_at_risk.account AS account, invoice_id, because, days_overdue, amount_open, currency, payment_method, attempts, health.band AS health_band
FROM invoices_at_risk
LEFT JOIN (SELECT account, band FROM health_scores_latest) AS health USING (account)
ORDER BY amount_open DESC, account, invoice_id
LIMIT 50
