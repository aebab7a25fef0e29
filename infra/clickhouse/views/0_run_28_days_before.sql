-- The run that the scores of now are compared with: the newest complete live run over all accounts at least 28 days before the newest.
-- Internal: the views of cs build on it. It is named so that it is made before them.
CREATE OR REPLACE VIEW mimamori.run_28_days_before
(
    run_id  String COMMENT 'the run; no row when there is none that old',
    as_of   DateTime64(3, 'UTC') COMMENT 'the moment whose knowledge it used'
)
AS
WITH complete_live AS
(
    SELECT run_id, as_of, completed_at FROM mimamori.score_runs FINAL
    WHERE kind = 'live' AND scope = 'all' AND status = 'complete'
)
SELECT run_id, as_of FROM complete_live
WHERE as_of <= (SELECT max(as_of) FROM complete_live) - INTERVAL 28 DAY
ORDER BY as_of DESC, completed_at DESC
LIMIT 1
COMMENT 'The run that the scores of now are compared with'
