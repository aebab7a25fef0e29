-- What people decided by hand: one row per account and override id. Contract as in 0006: recomputed whole, read with FINAL,
-- present = 0 is a tombstone. An override holds at T while set_at <= T < expires_at and it is not cleared by T.
CREATE TABLE IF NOT EXISTS mimamori.overrides
(
    account      String,
    override_id  String,
    present      UInt8,
    target       LowCardinality(String) COMMENT 'health_score, health_band, measure, touch_tier',
    measure      LowCardinality(String) COMMENT 'of target measure: its id; else empty',
    value        String COMMENT 'what holds instead, a number as text or a name; empty: the measure is left out',
    reason       String,
    author       String,
    set_at       DateTime64(3, 'UTC'),
    expires_at   DateTime64(3, 'UTC'),
    cleared_at   Nullable(DateTime64(3, 'UTC')) COMMENT 'NULL: it was not cleared since it was last set',
    cleared_by   String,
    max_known_at DateTime64(3, 'UTC'),
    version      UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (account, override_id);

CREATE TABLE IF NOT EXISTS mimamori.overrides_as_of
(
    run_id       String,
    account      String,
    override_id  String,
    present      UInt8,
    target       LowCardinality(String),
    measure      LowCardinality(String),
    value        String,
    reason       String,
    author       String,
    set_at       DateTime64(3, 'UTC'),
    expires_at   DateTime64(3, 'UTC'),
    cleared_at   Nullable(DateTime64(3, 'UTC')),
    cleared_by   String,
    max_known_at DateTime64(3, 'UTC'),
    version      UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY run_id
ORDER BY (run_id, account, override_id);
