-- cs.health_scores: the history, one row per complete run and account. What holds now is cs.health_scores_latest.
CREATE OR REPLACE VIEW cs.health_scores
(
    run_id          String COMMENT 'the run; see score_runs',
    kind            String COMMENT 'kind of the run: live, as-of, replay, backtest',
    account         String COMMENT 'account id',
    as_of           DateTime64(3, 'UTC') COMMENT 'the score uses what was known by this moment, UTC',
    score           Nullable(Float64) COMMENT '0 to 100, high is good; NULL when there is too little data or the account is closed',
    computed_score  Nullable(Float64) COMMENT 'before caps and overrides, 0 to 100; NULL when nothing was measured or the account is closed',
    band            String COMMENT 'healthy, attention, at-risk, insufficient-data or closed (it has churned, or its trial ended without a purchase)',
    coverage        Float64 COMMENT 'weight of the measures with data / weight of all, 0 to 1',
    scorecard       String COMMENT 'the scorecard that was used, with a + before each overlay (nearing renewal) that lay over it; empty for a closed account',
    segment         String COMMENT 'segment of the account then; empty when unknown',
    stage           String COMMENT 'onboarding, adopting or mature, by the rule of config/lifecycle.yaml; empty when unknown',
    cap             String COMMENT 'the rule that lowered the score; empty when none did',
    computed_band   String COMMENT 'the band without an override by a person; empty for scores from before there were overrides',
    override        String COMMENT 'what a person put in place of the score or the band, until when and why; empty when nobody did'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT run_id, runs.kind AS kind, account, as_of, score, computed_score, band, coverage, scorecard, segment, stage, cap,
    computed_band, override
FROM mimamori.health_scores AS scores FINAL
INNER JOIN (SELECT run_id, kind FROM mimamori.score_runs FINAL WHERE status = 'complete') AS runs USING (run_id)
COMMENT 'History of health scores: one row per complete run and account';
