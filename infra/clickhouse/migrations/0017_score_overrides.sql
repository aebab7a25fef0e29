-- What people put in place of computed values stands beside them in the rows of a run.
ALTER TABLE mimamori.health_scores
    ADD COLUMN IF NOT EXISTS computed_band LowCardinality(String) COMMENT 'the band without an override; empty for rows from before there were any' AFTER coverage,
    ADD COLUMN IF NOT EXISTS override String COMMENT 'what a person put in place of score or band, until when and why, in words, or empty' AFTER cap,
    MODIFY COLUMN stage LowCardinality(String) COMMENT 'onboarding, adopting, mature, as config/lifecycle.yaml says; empty when unknown',
    MODIFY COLUMN scorecard LowCardinality(String) COMMENT 'its name, with a + before each overlay that lay over it';

ALTER TABLE mimamori.health_reasons
    ADD COLUMN IF NOT EXISTS computed_points Nullable(Float64) COMMENT 'what the curve gives for raw_value, also where a person put something else in its place' AFTER points,
    ADD COLUMN IF NOT EXISTS override String COMMENT 'what a person put in place of the points, until when and why, in words, or empty' AFTER reason,
    MODIFY COLUMN why_missing LowCardinality(String) COMMENT 'not-connected, source-down, too-old, not-applicable, excluded (by a person), or empty';
