-- cs.health_moves: what made health scores move, one row per run, account and part. The points of an account's rows of one run and
-- `since` add up to score_after - score_before exactly. Accounts whose score did not move, or that had none on one side, have no row.
-- Any two moments of one account: `./mimamori explain ACCOUNT --from DATE --to DATE`.
CREATE OR REPLACE VIEW cs.health_moves
(
    run_id        String COMMENT 'the run: a live one over all accounts; see score_runs',
    account       String COMMENT 'account id',
    as_of         DateTime64(3, 'UTC') COMMENT 'moment of the later score, UTC',
    since         String COMMENT 'what it is compared with: day, the last run over all accounts of an earlier day; week, that of an earlier week (weeks begin on Monday). Choose one of the two, or every move counts twice',
    previous_run_id String COMMENT 'the run of the earlier score',
    previous_as_of DateTime64(3, 'UTC') COMMENT 'moment of the earlier score, UTC',
    score_before  Decimal(18, 9) COMMENT 'the earlier score, 0 to 100',
    score_after   Decimal(18, 9) COMMENT 'the later score, 0 to 100',
    kind          String COMMENT 'points: a measure has other points; came, went: its data came or went, and weight was spread anew; scorecard: the scorecard weighs or judges it otherwise; cap, override: these hold the score more or less than before; other: what the rows do not explain',
    measure       String COMMENT 'the measure, as the scorecard names it; empty for a cap, an override and other',
    label         String COMMENT 'the same in words, in the language of the company',
    points        Decimal(18, 9) COMMENT 'its part of the move, up (above 0) or down, in points of the score',
    reason        String COMMENT 'the part in a sentence, in the language of the company'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT run_id, account, as_of, since, previous_run_id, previous_as_of, score_before, score_after, kind, measure, label, points, reason
FROM mimamori.health_moves FINAL
WHERE run_id IN (SELECT run_id FROM mimamori.score_runs FINAL WHERE status = 'complete')
COMMENT 'What made health scores move: parts that add up to the change, per live run over all accounts'
