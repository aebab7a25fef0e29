-- What made scores move, and the scorecards that they were made by. In: clickhouse-to-scores. Out: the views of database cs.

-- The scorecards that runs have used, as they held for accounts (overlays included). Never edited: a change makes another version.
CREATE TABLE IF NOT EXISTS mimamori.scorecards
(
    config_version  String COMMENT 'hash of the configuration, as in score_runs',
    scorecard       String COMMENT 'its name, with a + before each overlay, as in health_scores',
    definition      String COMMENT 'the scorecard as JSON',
    recorded_at     DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (config_version, scorecard);

-- The parts of each account's move: written by live runs over all accounts, against the last such run of an earlier day and of an earlier
-- week. Both are kept when history is thinned. The points of an account's parts sum to the difference of its scores exactly.
CREATE TABLE IF NOT EXISTS mimamori.health_moves
(
    run_id           String,
    since            LowCardinality(String) COMMENT 'day or week',
    account          String,
    as_of            DateTime64(3, 'UTC'),
    previous_run_id  String,
    previous_as_of   DateTime64(3, 'UTC'),
    score_before     Decimal(18, 9),
    score_after      Decimal(18, 9),
    kind             LowCardinality(String) COMMENT 'points, came, went, scorecard, cap, override, other',
    measure          LowCardinality(String) COMMENT 'empty: of the whole score',
    label            LowCardinality(String) COMMENT 'the measure in words, in the language of the company',
    points           Decimal(18, 9),
    reason           String COMMENT 'the part in a sentence, in the language of the company'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, since, account, kind, measure);
