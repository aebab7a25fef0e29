-- Where has a champion left, is there another one, and when does the contract renew?
SELECT account, name, csm, champion_left_on, champions, arr, currency, renews_at, health_band, last_talk_on
FROM accounts
WHERE champion_left_on > today() - 365 AND mrr > 0
ORDER BY champions, arr DESC
