-- cs.closed_accounts: accounts that have left, with the score that they had last. Their own score is NULL and their band "closed":
-- nobody who has left is green, and nobody's history is lost. One row per closed account.
CREATE OR REPLACE VIEW cs.closed_accounts
(
    account            String COMMENT 'account id',
    last_score         Nullable(Float64) COMMENT 'health score of the last live run before it closed, 0 to 100; NULL when it never had one (or too little data)',
    last_band          String COMMENT 'band of that score; empty when there never was one',
    last_scored_as_of  Nullable(DateTime64(3, 'UTC')) COMMENT 'the moment of that score, UTC; NULL when there never was one',
    closed_as_of       DateTime64(3, 'UTC') COMMENT 'the run that says so now, UTC'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH closed AS (SELECT account, as_of FROM cs.health_scores_latest WHERE band = 'closed')
SELECT
    closed.account AS account,
    if(last.account = '', NULL, last.score) AS last_score,
    last.band AS last_band,
    if(last.account = '', NULL, last.as_of) AS last_scored_as_of,
    closed.as_of AS closed_as_of
FROM closed
LEFT JOIN
(
    SELECT account, score, toString(scores.band) AS band, scores.as_of AS as_of
    FROM mimamori.health_scores AS scores FINAL
    INNER JOIN (SELECT run_id FROM mimamori.score_runs FINAL WHERE kind = 'live' AND status = 'complete') AS runs USING (run_id)
    WHERE account IN (SELECT account FROM closed) AND band != 'closed'
    ORDER BY scores.as_of DESC
    LIMIT 1 BY account
) AS last ON last.account = closed.account
COMMENT 'Accounts that have left, with the last health score that they had: one row per closed account'
