-- cs.churn_reasons: why the risk is what it is, one row per scored account and line of cs.churn_risk. An account's contributions sum to
-- its logit. Strongly correlated features give one line, with the raw value of the strongest of them.
CREATE OR REPLACE VIEW cs.churn_reasons
(
    run_id        String COMMENT 'the run; see score_runs',
    account       String COMMENT 'account id',
    as_of         DateTime64(3, 'UTC') COMMENT 'the line uses what was known by this moment, UTC',
    place         UInt16 COMMENT '1 is what an average account has; then from 2 on the lines by how much they move the risk',
    name          String COMMENT 'base, term, the feature, or calibration: by how much the sum of the others was too high or too low for its size, of models that were found so',
    reason        String COMMENT 'the feature with its value, in the language of the company; a dash where the value is missing',
    raw_value     Nullable(Float64) COMMENT 'the value as measured; NULL when it is missing, or the line has none',
    contribution  Float64 COMMENT 'its part of the logit: above 0 raises the risk, below 0 lowers it; a missing value is 0',
    odds_factor   Float64 COMMENT 'what it multiplies the odds of leaving by: exp(contribution)'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
SELECT
    run_id, account, as_of, place, reasons[line].1 AS name,
    replaceOne(replaceOne(replaceOne(replaceOne(
        reasons[line].2,
        '{number}', ifNull(toString(round(raw_value, multiIf(abs(raw_value) >= 10, 0, abs(raw_value) >= 1, 1, 2))), '–')),
        '{percent}', ifNull(concat(toString(round(raw_value * 100)), ' %'), '–')),
        '{change}', ifNull(concat(if(raw_value > 0, '+', ''), toString(round((exp(raw_value) - 1) * 100)), ' %'), '–')),
        '{money}', ifNull(concat(toString(round(raw_value / minor_per_unit, 2)), ' ', currency), '–')) AS reason,
    if(isNaN(reason_values[line]), NULL, reason_values[line]) AS raw_value,
    reason_contributions[line] AS contribution,
    exp(contribution) AS odds_factor
FROM
(
    SELECT
        run_id, account, as_of, model_version, reason_values, reason_contributions,
        arraySort(line -> (line != 1, -abs(reason_contributions[line])), arrayEnumerate(reason_contributions)) AS lines
    FROM mimamori.churn_risk FINAL
    WHERE (run_id, account) IN (SELECT run_id, account FROM cs.churn_risk WHERE status = 'scored')
) AS risks
INNER JOIN (SELECT model_version, reasons FROM mimamori.churn_models FINAL) AS models USING (model_version)
ARRAY JOIN lines AS line, arrayEnumerate(lines) AS place
COMMENT 'Reasons of the churn risk that holds now: one row per account and line, which sum to the logit';
