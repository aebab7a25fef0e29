-- cs.score_runs: one row per run, whatever became of it. Rows of the other views come from complete runs only.
CREATE OR REPLACE VIEW cs.score_runs
(
    run_id           String COMMENT 'the run',
    kind             String COMMENT 'live: the numbers of its day; as-of: computed later for a moment in the past; replay, backtest: experiments',
    scope            String COMMENT 'all accounts; usage: those whose usage changed; due: those with a billing, survey or ticket change or a due date',
    as_of            DateTime64(3, 'UTC') COMMENT 'the run used what had happened and was known by this moment, UTC',
    status           String COMMENT 'started, complete or failed; thinned: complete, but its detail was removed to save space',
    config_version   String COMMENT 'hash of the configuration (scorecards, tiers, company) that it used',
    model_version    String COMMENT 'churn model that it used; empty when none took part',
    accounts         UInt32 COMMENT 'accounts that it looked at',
    accounts_scored  UInt32 COMMENT 'accounts that got a health score: neither closed nor without enough data',
    started_at       DateTime64(3, 'UTC') COMMENT 'UTC',
    completed_at     Nullable(DateTime64(3, 'UTC')) COMMENT 'UTC; NULL while it runs and when it failed',
    seconds          Nullable(Float64) COMMENT 'from start to completion; NULL where completed_at is',
    message          String COMMENT 'why it failed; empty otherwise',
    capture_problem  String COMMENT 'what looks like a fault of a source (most accounts drop at once), in a sentence; empty when nothing does',
    fault_days       Array(Date) COMMENT 'days of the company on which most accounts used the product less than half as much as usual, all at once: usage of those days does not count',
    held_back        Bool COMMENT 'most scores fell at once, so the changes of health of this run were not published to score.changes; the next run decides'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    run_id, kind, scope, as_of, status, config_version, model_version, accounts, accounts_scored, started_at, completed_at,
    round((toUnixTimestamp64Milli(completed_at) - toUnixTimestamp64Milli(started_at)) / 1000, 1) AS seconds,
    message, capture_problem, fault_days, toBool(held_back) AS held_back
FROM mimamori.score_runs FINAL
COMMENT 'Score runs: when health, lifetime values and tiers were computed, over what, and with what outcome';
