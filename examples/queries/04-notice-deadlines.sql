-- Whose notice deadline falls into the next 45 days? After it the contract renews, or somebody must sign.
SELECT notice_deadline_on, days_to_notice, name, csm, arr, currency, auto_renew, health_band, health_score
FROM renewals
WHERE days_to_notice BETWEEN 0 AND 45 AND outlook != 'leaving'
ORDER BY notice_deadline_on, arr DESC
