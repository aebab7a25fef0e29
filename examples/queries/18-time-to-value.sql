-- How long do new customers take to the first value, and does it get better?
SELECT quarter, segment, accounts, reached_share, median_days, quarter_of_accounts_days
FROM time_to_value
WHERE segment = ''
ORDER BY quarter
