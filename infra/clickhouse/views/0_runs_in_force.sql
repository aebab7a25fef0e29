-- The runs whose results hold now: the newest complete live run over all accounts, and the complete live runs after it over some.
-- For an account the newest of them counts; an account that none of them knows (merged away, erased) has no current score.
-- Internal: the views of cs build on it. It is named so that it is made before them.
CREATE OR REPLACE VIEW mimamori.runs_in_force
(
    run_id        String COMMENT 'the run',
    scope         String COMMENT 'all for the one over all accounts',
    as_of         DateTime64(3, 'UTC') COMMENT 'the moment whose knowledge it used',
    completed_at  DateTime64(3, 'UTC') COMMENT 'decides between two runs of the same as_of'
)
AS
WITH complete_live AS
(
    SELECT run_id, scope, as_of, assumeNotNull(completed_at) AS completed_at
    FROM mimamori.score_runs FINAL
    WHERE kind = 'live' AND status = 'complete'
)
SELECT run_id, scope, as_of, completed_at
FROM complete_live
WHERE (as_of, completed_at) >= (SELECT max((as_of, completed_at)) FROM complete_live WHERE scope = 'all')
COMMENT 'Runs whose results hold now';
