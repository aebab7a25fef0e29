-- Which renewals of the next 120 days are in danger, and what are they worth? Monthly contracts are left out: they renew all the time.
SELECT renews_on, days_to_renewal, name, csm, arr, currency, outlook, not_renewing, at_risk_because
FROM renewals
WHERE term_months > 1 AND outlook IN ('at-risk', 'leaving')
ORDER BY renews_on, arr DESC
