-- What does each CSM look after, and how much of it is at risk?
SELECT csm, accounts, arr, at_risk_accounts, at_risk_arr, leaving_arr, renewing_arr_90_days, mean_health, high_touch, low_touch, tech_touch, currency
FROM csm_books
ORDER BY at_risk_arr DESC, csm
