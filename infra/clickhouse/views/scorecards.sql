-- cs.scorecards: the rules that scores were made by, one row per version of the configuration and scorecard (overlays included).
CREATE OR REPLACE VIEW cs.scorecards
(
    config_version  String COMMENT 'hash of the configuration, as in score_runs',
    scorecard       String COMMENT 'its name, with a + before each overlay (nearing renewal), as in health_scores',
    first_used_at   DateTime64(3, 'UTC') COMMENT 'when a run recorded it first, UTC',
    definition      String COMMENT 'measures, weights, curves, caps and bands as JSON'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT config_version, scorecard, min(recorded_at) AS first_used_at, any(scorecards.definition) AS definition
FROM mimamori.scorecards AS scorecards
GROUP BY config_version, scorecard
COMMENT 'Scorecards by version of the configuration: the rules that scores were made by'
