-- Does every source of data still report? A source that is silent for everybody is down; an account that is silent alone is worth a call.
SELECT source, maxIf(last_at, account = '') AS last_heard, countIf(account != '') AS accounts, countIf(account != '' AND is_silent) AS silent_accounts
FROM freshness
GROUP BY source
ORDER BY last_heard
