-- What could we offer to healthy customers: products that many of their peers have, and more seats?
SELECT account, segment, csm, kind, product, owned_by_share, seats_wanted, estimated_mrr, currency
FROM white_space
WHERE health_band = 'healthy' AND (kind = 'seats' OR owned_by_share >= 0.1)
ORDER BY estimated_mrr DESC NULLS LAST, owned_by_share DESC, account
LIMIT 50
