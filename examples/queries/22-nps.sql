-- How is our NPS, by segment and month, and how many customers answered at all? Mind the margin where few did.
SELECT month, segment, answers, answering_accounts, response_rate, nps, nps_margin, promoters, detractors
FROM surveys
WHERE kind = 'nps' AND month >= toStartOfMonth(today()) - INTERVAL 6 MONTH
ORDER BY month, segment
