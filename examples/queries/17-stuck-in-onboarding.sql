-- Which new customers have not reached value yet, though they began a month or more ago? What is their next step?
SELECT account, segment, csm, started_on, days_since_start, milestones_reached, last_milestone_on, milestones_open
FROM onboarding
WHERE value_reached_on IS NULL AND days_since_start BETWEEN 30 AND 365
  AND account IN (SELECT account FROM mrr WHERE NOT is_complete AND mrr > 0)
ORDER BY days_since_start
LIMIT 50
