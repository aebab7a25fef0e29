-- How long has each CSM looked after the accounts that are theirs now?
SELECT csm, count() AS accounts, quantileExact(0.5)(days) AS median_days, min(from_on) AS longest_since, countIf(days < 90) AS taken_over_within_90_days
FROM csm_ownership
WHERE is_current
GROUP BY csm
ORDER BY median_days, csm
