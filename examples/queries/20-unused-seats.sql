-- Who pays for seats that nobody uses, and renews soon? These are cut first.
SELECT account, segment, csm, plan, seats, active_users, utilisation, mrr_of_unused_seats, currency, renews_at
FROM seats
WHERE state = 'underused' AND renews_at < now() + INTERVAL 120 DAY
ORDER BY mrr_of_unused_seats DESC, account
LIMIT 50
