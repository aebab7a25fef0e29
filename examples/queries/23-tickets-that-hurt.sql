-- Which urgent tickets are open, and how much revenue waits for them?
SELECT tickets.account AS account, ticket_id, priority, category, age_days, reopened, mrr.mrr AS mrr, mrr.currency AS currency
FROM tickets
INNER JOIN (SELECT account, mrr, currency FROM mrr WHERE NOT is_complete) AS mrr USING (account)
WHERE is_open AND priority IN ('high', 'urgent')
ORDER BY mrr DESC, age_days DESC
LIMIT 50
