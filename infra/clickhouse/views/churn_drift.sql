-- cs.churn_drift: whether the churn model still fits the accounts that it scores, as of the newest complete live run over all accounts.
CREATE OR REPLACE VIEW cs.churn_drift
(
    run_id         String COMMENT 'the run; see score_runs',
    as_of          DateTime64(3, 'UTC') COMMENT 'uses what was known by this moment, UTC',
    model_version  String COMMENT 'the model; see model_reports',
    kind           String COMMENT 'psi: population stability index of a feature against its training; observed-over-expected: accounts that gave notice / expected to, in the 30 days after each of up to three earlier runs',
    name           String COMMENT 'the feature; of observed-over-expected the earlier runs whose forecasts are judged, the last one first',
    value          Nullable(Float64) COMMENT 'the index (by custom .1 is worth watching, .25 alarming), or the ratio, where 1 is right',
    lower          Nullable(Float64) COMMENT 'lower end of the exact 90 % Poisson interval of the ratio; NULL of an index',
    upper          Nullable(Float64) COMMENT 'its upper end; of an index what it stays below by chance in 99 of 100 cases',
    accounts       UInt32 COMMENT 'accounts it is about; of observed-over-expected once for each run',
    alarm          String COMMENT 'none, watch or alarm. A ratio gives the alarm only when its 99 % interval excludes 1, an index only above .25 (watch: .1) and beyond what chance does in 99 of 100 cases'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT run_id, as_of, model_version, kind, name, value, lower, upper, n AS accounts, alarm
FROM mimamori.churn_drift FINAL
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'Drift of the churn model: moved features, and who left against who was expected to';
