-- cs.health_reasons_latest: what the scores that hold now are made of, one row per account and measure. Sorted by lost_points an
-- account's rows say what to work on first.
CREATE OR REPLACE VIEW cs.health_reasons_latest
(
    run_id            String COMMENT 'the run; see score_runs',
    account           String COMMENT 'account id',
    as_of             DateTime64(3, 'UTC') COMMENT 'the measure uses what was known by this moment, UTC',
    measure           String COMMENT 'the measure, as the scorecard names it',
    measure_group     String COMMENT 'the group that the scorecard puts it in',
    reason            String COMMENT 'what was measured, in a sentence, in the language of the company',
    raw_value         Nullable(Float64) COMMENT 'what was measured, in the unit of the measure; NULL when it is missing',
    points            Nullable(Float64) COMMENT 'what the scorecard gives for it, 0 to 100; NULL when it is missing',
    weight            Float64 COMMENT 'share of the score, 0 to 1, as the scorecard says',
    effective_weight  Float64 COMMENT 'share of the score after the weight of missing measures is spread over the others, 0 to 1',
    contribution      Float64 COMMENT 'points x effective_weight: its part of the score',
    lost_points       Float64 COMMENT 'what the score would be higher with full points here; 0 when it is missing',
    data_at           Nullable(DateTime64(3, 'UTC')) COMMENT 'how fresh the raw value is, UTC; NULL when it is missing',
    why_missing       String COMMENT 'not-connected, source-down, too-old, not-applicable, or excluded (by a person); empty when it is not missing',
    computed_points   Nullable(Float64) COMMENT 'what the scorecard gives for raw_value, 0 to 100, also where a person put other points in its place; NULL when it is missing, and before there were overrides',
    override          String COMMENT 'what a person put in place of the points, until when and why; empty when nobody did'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    run_id, account, as_of, measure, measure_group, reason, raw_value, points, weight, effective_weight,
    contribution, effective_weight * (100 - ifNull(points, 100)) AS lost_points, data_at, why_missing,
    computed_points, override
FROM mimamori.health_reasons FINAL
WHERE (run_id, account) IN (SELECT run_id, account FROM cs.health_scores_latest)
COMMENT 'Reasons of the health scores that hold now: one row per account and measure';
