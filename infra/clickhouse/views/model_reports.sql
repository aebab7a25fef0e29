-- cs.model_reports: how good models have been on data from after their training: one row per report, model, lead and segment. A model
-- without predictive signal is shown here and nowhere else.
CREATE OR REPLACE VIEW cs.model_reports
(
    report_id          String COMMENT 'the report; of a training its model_version',
    kind               String COMMENT 'training: made with each new model, decides whether it is published; backtest: somebody asked for it',
    as_of              DateTime64(3, 'UTC') COMMENT 'nothing that became known later was used, UTC',
    reported_at        DateTime64(3, 'UTC') COMMENT 'UTC',
    model_version      String COMMENT 'the model that it decided about; empty for a backtest',
    split              String COMMENT 'first day of the judged forecasts; empty: month by month, each by a model trained until then',
    model              String COMMENT 'churn-risk or health-score',
    lead_days          Nullable(Int32) COMMENT 'days between the forecast and the decision; NULL: any day of the month, as daily runs meet it',
    horizon_days       Nullable(Int32) COMMENT 'days over which the outcome was watched; NULL: to the next monthly forecast',
    segment            String COMMENT 'segment of the accounts; empty for all',
    verdict            String COMMENT 'published or no predictive signal; of a segment empty',
    why                String COMMENT 'the verdict in a sentence; of a segment "too few" when it has too few churns for figures',
    tier               String COMMENT 'churn events of the last training, which decide how much the model may learn',
    suspected_leakage  Array(String) COMMENT 'features that the model does without: they foretold churn too well to be true (AUC of .95 or more, alone or as what the model leaned on most), so that they probably come from after it',
    account_months     UInt32 COMMENT 'forecasts that were judged',
    churns             UInt32 COMMENT 'how many of them ended in notice',
    auc                Nullable(Float64) COMMENT 'probability that who left had the higher forecast; .5 is chance. NULL, as below, where the figure has no meaning',
    pr_auc             Nullable(Float64) COMMENT 'average precision; chance is churns / account_months',
    brier              Nullable(Float64) COMMENT 'mean squared error of the probability; lower is better',
    prevalence_brier   Nullable(Float64) COMMENT 'the same of giving everybody the average rate of their contract term',
    log_loss           Nullable(Float64) COMMENT 'mean logarithmic loss; lower is better',
    prevalence_log_loss Nullable(Float64) COMMENT 'the same of giving everybody the average rate of their contract term',
    improvement        Nullable(Float64) COMMENT 'prevalence_log_loss less log_loss',
    improvement_lower  Nullable(Float64) COMMENT 'lower end of its 90 % bootstrap interval over accounts: the gate wants it above 0',
    improvement_upper  Nullable(Float64) COMMENT 'upper end of the interval',
    calibration_slope  Nullable(Float64) COMMENT '1 is right, below 1 too extreme, above 1 too timid; the gate wants .8 to 1.25',
    calibration_intercept Nullable(Float64) COMMENT '0 is right',
    observed_over_expected Nullable(Float64) COMMENT 'churns / sum of the forecasts; 1 is right',
    observed_over_expected_lower Nullable(Float64) COMMENT 'lower end of its exact 90 % Poisson interval',
    observed_over_expected_upper Nullable(Float64) COMMENT 'upper end of the interval',
    calibration_error  Nullable(Float64) COMMENT 'expected calibration error: mean distance of forecast and outcome over bins',
    calibration_error_by_chance Nullable(Float64) COMMENT 'what that error would be with right forecasts',
    lift_of_top_tenth  Nullable(Float64) COMMENT 'how many times more often the tenth with the highest forecasts left than all did',
    captured_by_top_tenth Nullable(Float64) COMMENT 'share of all churns that were in that tenth',
    lead_time_days     Nullable(Float64) COMMENT 'median days from first being in that tenth to the notice',
    reliability        String COMMENT 'forecasts in bins beside what happened, as JSON: from, to, n, predicted, observed, lower, upper; empty of a segment'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    report_id, kind, as_of, reported_at, model_version,
    JSONExtractString(report, 'split') AS split,
    JSONExtractString(one, 'name') AS model,
    JSONExtract(one, 'lead', 'Nullable(Int32)') AS lead_days,
    JSONExtract(one, 'horizonDays', 'Nullable(Int32)') AS horizon_days,
    JSONExtractString(one, 'segment') AS segment,
    JSONExtractString(one, 'verdict') AS verdict,
    concat(JSONExtractString(one, 'why'), JSONExtractString(one, 'note')) AS why,
    JSONExtractString(one, 'tier') AS tier,
    JSONExtract(one, 'suspectedLeakage', 'Array(String)') AS suspected_leakage,
    toUInt32(JSONExtractUInt(one, 'n')) AS account_months,
    toUInt32(JSONExtractUInt(one, 'events')) AS churns,
    JSONExtract(one, 'auc', 'Nullable(Float64)') AS auc,
    JSONExtract(one, 'prAuc', 'Nullable(Float64)') AS pr_auc,
    JSONExtract(one, 'brier', 'Nullable(Float64)') AS brier,
    JSONExtract(one, 'prevalenceBrier', 'Nullable(Float64)') AS prevalence_brier,
    JSONExtract(one, 'logLoss', 'Nullable(Float64)') AS log_loss,
    JSONExtract(one, 'prevalenceLogLoss', 'Nullable(Float64)') AS prevalence_log_loss,
    JSONExtract(one, 'improvement', 'mean', 'Nullable(Float64)') AS improvement,
    JSONExtract(one, 'improvement', 'lower', 'Nullable(Float64)') AS improvement_lower,
    JSONExtract(one, 'improvement', 'upper', 'Nullable(Float64)') AS improvement_upper,
    JSONExtract(one, 'calibrationSlope', 'Nullable(Float64)') AS calibration_slope,
    JSONExtract(one, 'calibrationIntercept', 'Nullable(Float64)') AS calibration_intercept,
    JSONExtract(one, 'observedOverExpected', 'Nullable(Float64)') AS observed_over_expected,
    JSONExtract(one, 'observedOverExpectedLower', 'Nullable(Float64)') AS observed_over_expected_lower,
    JSONExtract(one, 'observedOverExpectedUpper', 'Nullable(Float64)') AS observed_over_expected_upper,
    JSONExtract(one, 'expectedCalibrationError', 'Nullable(Float64)') AS calibration_error,
    JSONExtract(one, 'calibrationErrorByChance', 'Nullable(Float64)') AS calibration_error_by_chance,
    JSONExtract(arrayFirst(point -> JSONExtractFloat(point, 'share') = 0.1, JSONExtractArrayRaw(one, 'lift')), 'lift', 'Nullable(Float64)') AS lift_of_top_tenth,
    JSONExtract(arrayFirst(point -> JSONExtractFloat(point, 'share') = 0.1, JSONExtractArrayRaw(one, 'lift')), 'captured', 'Nullable(Float64)') AS captured_by_top_tenth,
    JSONExtract(one, 'leadTime', 'medianDays', 'Nullable(Float64)') AS lead_time_days,
    JSONExtractRaw(one, 'reliability') AS reliability
FROM
(
    SELECT
        report_id, kind, as_of, reported_at, model_version, report,
        arrayJoin(arrayConcat(JSONExtractArrayRaw(report, 'models'), JSONExtractArrayRaw(report, 'segments'))) AS one
    FROM mimamori.model_reports FINAL
)
COMMENT 'Reports on models: how good they have been on later data, and the verdict';
