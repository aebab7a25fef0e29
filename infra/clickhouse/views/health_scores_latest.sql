-- cs.health_scores_latest: one row per account, the newest over complete live runs.
CREATE OR REPLACE VIEW cs.health_scores_latest
(
    run_id          String COMMENT 'the run; see score_runs',
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
SELECT run_id, account, scores.as_of AS as_of, score, computed_score, band, coverage, scorecard, segment, stage, cap,
    computed_band, override
FROM mimamori.health_scores AS scores FINAL
INNER JOIN mimamori.runs_in_force AS runs USING (run_id)
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force)
ORDER BY scores.as_of DESC, runs.completed_at DESC
LIMIT 1 BY account
COMMENT 'Health scores that hold now: one row per account';
