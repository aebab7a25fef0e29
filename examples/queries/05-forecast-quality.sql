-- How good were our forecasts of renewals, quarter by quarter?
SELECT quarter, segment, renewals, arr_due, arr_renewed, renewed_share, arr_foreseen, error_share, lost, lost_expected, renewed_at_risk
FROM renewal_forecasts
WHERE segment = ''
ORDER BY quarter DESC
