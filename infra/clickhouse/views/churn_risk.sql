-- cs.churn_risk: one row per account, the newest over complete live runs.
CREATE OR REPLACE VIEW cs.churn_risk
(
    run_id              String COMMENT 'the run; see score_runs',
    account             String COMMENT 'account id',
    as_of               DateTime64(3, 'UTC') COMMENT 'the risk uses what was known by this moment, UTC',
    status              String COMMENT 'scored; leaving: it has given notice; closed: it pays no more; lead: it has never paid; too-young: it has paid for less than 14 days; no-model: no model can be trusted, see note',
    churn_within_30_days Nullable(Float64) COMMENT 'probability that it gives notice within 30 days, 0 to 1; NULL unless status is scored',
    churn_within_30_days_low Nullable(Float64) COMMENT 'lower end of the 90 % interval of that probability: how well the model knows it, wide where few churns were learned from; NULL unless scored',
    churn_within_30_days_high Nullable(Float64) COMMENT 'upper end of the interval',
    churn_within_60_days Nullable(Float64) COMMENT 'the same within 60 days',
    churn_within_90_days Nullable(Float64) COMMENT 'the same within 90 days',
    not_renewing        Nullable(Float64) COMMENT 'probability that it gives notice by next_decision_on, 0 to 1: read it beside the 30 days, which are near zero in the middle of a long term; NULL unless scored',
    not_renewing_low    Nullable(Float64) COMMENT 'lower end of the 90 % interval of not_renewing; NULL unless scored',
    not_renewing_high   Nullable(Float64) COMMENT 'upper end of the interval',
    next_decision_on    Nullable(Date) COMMENT 'day by which it decides whether to stay; NULL when status says that it does not',
    next_decision_kind  String COMMENT 'notice-deadline, renewal or month-end (no date is known); empty where next_decision_on is NULL',
    monthly_hazards     Array(Float32) COMMENT 'probability to give notice in each of the next 12 months, given that it has stayed until then; empty unless scored',
    logit               Nullable(Float64) COMMENT 'log-odds of the first month: the sum of its lines in churn_reasons; NULL unless scored',
    model_version       String COMMENT 'the model; see model_reports. Empty without one',
    note                String COMMENT 'why there is no probability, in words, when status is no-model; else empty'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    run_id, account, risks.as_of AS as_of, status,
    p30 AS churn_within_30_days, p30_low AS churn_within_30_days_low, p30_high AS churn_within_30_days_high,
    p60 AS churn_within_60_days, p90 AS churn_within_90_days,
    p_next_renewal AS not_renewing, p_next_renewal_low AS not_renewing_low, p_next_renewal_high AS not_renewing_high,
    next_decision_day AS next_decision_on, next_decision_kind, hazards AS monthly_hazards, logit, model_version,
    multiIf(status != 'no-model', '', models.verdict = '', 'no model has been trained yet', concat(models.verdict, ': ', models.why)) AS note
FROM mimamori.churn_risk AS risks FINAL
INNER JOIN mimamori.runs_in_force AS runs USING (run_id)
LEFT ANY JOIN (SELECT model_version, toString(verdict) AS verdict, why FROM mimamori.churn_models FINAL) AS models USING (model_version)
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force)
ORDER BY risks.as_of DESC, runs.completed_at DESC
LIMIT 1 BY account
COMMENT 'Churn risk that holds now: one row per account';
