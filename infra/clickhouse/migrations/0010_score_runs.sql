-- Score runs and what they found. A run is visible when its row says 'complete': everything else was written before.
-- In: clickhouse-to-scores. Out: the views of database cs. Rows of a run may be written twice (a repeated step): same key, same row.
CREATE TABLE IF NOT EXISTS mimamori.score_runs
(
    run_id           String,
    kind             LowCardinality(String) COMMENT 'live, as-of, replay, backtest',
    scope            LowCardinality(String) COMMENT 'all; usage: accounts whose usage changed; due: accounts with a change or a due moment',
    as_of            DateTime64(3, 'UTC'),
    status           LowCardinality(String) COMMENT 'started, complete, failed; thinned: was complete, its rows are removed',
    config_version   String COMMENT 'hash of the configuration that was used',
    model_version    String COMMENT 'empty: no churn model took part',
    facts_version    UInt64 COMMENT 'facts up to this version were seen; the next due run starts here',
    accounts         UInt32,
    accounts_scored  UInt32,
    started_at       DateTime64(3, 'UTC'),
    completed_at     Nullable(DateTime64(3, 'UTC')),
    message          String COMMENT 'why it failed',
    version          UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY run_id;

CREATE TABLE IF NOT EXISTS mimamori.health_scores
(
    run_id         String,
    account        String,
    as_of          DateTime64(3, 'UTC'),
    score          Nullable(Float64) COMMENT '0 to 100, high is good; NULL when there is too little data or the account is closed',
    computed_score Nullable(Float64) COMMENT 'before caps and overrides',
    band           LowCardinality(String) COMMENT 'healthy, attention, at-risk, insufficient-data, closed',
    coverage       Float64 COMMENT 'weight with data / all weight, 0 to 1',
    scorecard      LowCardinality(String),
    segment        LowCardinality(String),
    stage          LowCardinality(String),
    cap            String COMMENT 'the rule that capped the score, in words, or empty'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, account);

-- One row per run, account and measure. The contributions of an account add up to its computed_score.
CREATE TABLE IF NOT EXISTS mimamori.health_reasons
(
    run_id            String,
    account           String,
    as_of             DateTime64(3, 'UTC'),
    measure           LowCardinality(String),
    measure_group     LowCardinality(String),
    raw_value         Nullable(Float64) COMMENT 'NULL: missing',
    points            Nullable(Float64) COMMENT '0 to 100',
    weight            Float64 COMMENT 'as the scorecard says, share of 1',
    effective_weight  Float64 COMMENT 'after the weight of missing measures is re-spread',
    contribution      Float64 COMMENT 'points x effective weight',
    data_at           Nullable(DateTime64(3, 'UTC')) COMMENT 'how fresh the raw value is',
    why_missing       LowCardinality(String) COMMENT 'not-connected, source-down, too-old, not-applicable, or empty',
    reason            String COMMENT 'the same in a sentence, in the language of the company'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, account, measure);

-- The textbook LTVs per segment ('' is the whole company). Minor units of the reporting currency. NULL with a flag where
-- a formula has no answer.
CREATE TABLE IF NOT EXISTS mimamori.lifetime_values
(
    run_id                       String,
    segment                      LowCardinality(String),
    as_of                        DateTime64(3, 'UTC'),
    accounts                     UInt32 COMMENT 'paying accounts',
    churned_accounts             UInt32 COMMENT 'in the observation window',
    window_months                UInt8,
    arpa_minor                   Nullable(Float64),
    monthly_logo_churn           Nullable(Float64),
    churn_source                 LowCardinality(String) COMMENT 'segment, or pooled when the segment has too few churns',
    few_churns                   UInt8 COMMENT '1: even the whole company has too few churns for a rate to rely on',
    gross_margin                 Float64,
    mean_lifetime_months         Nullable(Float64),
    ltv_arpa_over_churn_minor    Nullable(Float64),
    ltv_margin_over_churn_minor  Nullable(Float64),
    ltv_arpa_times_lifetime_minor Nullable(Float64),
    capped                       UInt8 COMMENT '1: nobody churned, so the lifetime is the horizon'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, segment);

-- Revenue per month, and its rates, as the run saw them; the month of as_of is to date. Written by runs over all accounts.
-- Amounts in the minor unit of the reporting currency; definitions: packages/revenue-movements.
CREATE TABLE IF NOT EXISTS mimamori.revenue_months
(
    run_id               String,
    segment              LowCardinality(String) COMMENT 'empty: the whole company',
    month                Date COMMENT 'its first day',
    as_of                DateTime64(3, 'UTC'),
    start_mrr_minor      Int64,
    end_mrr_minor        Int64,
    new_minor            Int64,
    expansion_minor      Int64,
    contraction_minor    Int64 COMMENT '0 or less',
    churn_minor          Int64 COMMENT '0 or less',
    reactivation_minor   Int64,
    start_accounts       UInt32,
    end_accounts         UInt32,
    churned_accounts     UInt32,
    accounts_without_rate UInt32,
    nrr                  Nullable(Float64),
    grr                  Nullable(Float64),
    logo_churn           Nullable(Float64),
    quick_ratio          Nullable(Float64),
    arpa_minor           Nullable(Float64)
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, segment, month);

CREATE TABLE IF NOT EXISTS mimamori.touch_tiers
(
    run_id         String,
    account        String,
    as_of          DateTime64(3, 'UTC'),
    tier           LowCardinality(String) COMMENT 'high, low, tech',
    previous_tier  LowCardinality(String),
    arr_minor      Nullable(Int64),
    ltv_minor      Nullable(Float64) COMMENT 'at the average churn of the segment, so that risk never lowers a tier',
    reason         String
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, account);

-- What a live run changed, to be published to topic score.changes; a run's row in score_changes_published says that it was.
CREATE TABLE IF NOT EXISTS mimamori.score_changes_outbox
(
    run_id    String,
    event_id  String,
    account   String,
    field     LowCardinality(String),
    event     String COMMENT 'the CloudEvent to publish'
)
ENGINE = ReplacingMergeTree
ORDER BY (run_id, event_id);

CREATE TABLE IF NOT EXISTS mimamori.score_changes_published
(
    run_id        String,
    published_at  DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY run_id;

-- What the views need to know of the company to write amounts and days as people do. One row, in: clickhouse-to-scores.
CREATE TABLE IF NOT EXISTS mimamori.reporting_settings
(
    id            UInt8 DEFAULT 1,
    currency      String COMMENT 'ISO 4217',
    minor_digits  UInt8 COMMENT 'digits of its minor unit: 2 for USD, 0 for JPY',
    time_zone     String COMMENT 'whose days are days',
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id;
