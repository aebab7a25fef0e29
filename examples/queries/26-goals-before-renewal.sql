-- Which customers near their renewal have not reached what they bought us for?
SELECT renewals.account AS account, renewals.name AS name, renewals.csm AS csm, renews_on, arr, currency, goals.title AS goal, goals.status AS status, goals.due_on AS due_on, goals.is_overdue AS is_overdue
FROM renewals
INNER JOIN (SELECT * FROM goals WHERE status IN ('open', 'missed')) AS goals USING (account)
ORDER BY renews_on, arr DESC
