-- Usage per account and day of the company's time zone. In: packages/account-facts, which recomputes a bucket whole.
-- Contract: read with FINAL; a bucket without events (events = 0) is a tombstone. max_known_at is the last
-- moment at which anything of the bucket happened, became known, or had its identity or its retraction changed.
CREATE TABLE IF NOT EXISTS mimamori.usage_days
(
    account         String,
    day             Date,
    events          UInt64,
    quantities      Map(String, Float64) COMMENT 'quantity by feature, keys sorted',
    feature_events  Map(String, UInt64) COMMENT 'events by feature, keys sorted',
    users           Array(UInt64) COMMENT 'hashes of the distinct users seen, sorted',
    reported_users  UInt32 COMMENT 'highest active_users of an aggregated row',
    sessions        UInt64,
    milestones      Map(String, DateTime64(3, 'UTC')) COMMENT 'first time each milestone was reached on this day',
    last_at         DateTime64(3, 'UTC'),
    max_known_at    DateTime64(3, 'UTC'),
    version         UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (account, day);

-- The same buckets as they were known at a run's as_of; dropped by partition when the run is over.
CREATE TABLE IF NOT EXISTS mimamori.usage_days_as_of
(
    run_id          String,
    account         String,
    day             Date,
    events          UInt64,
    quantities      Map(String, Float64),
    feature_events  Map(String, UInt64),
    users           Array(UInt64),
    reported_users  UInt32,
    sessions        UInt64,
    milestones      Map(String, DateTime64(3, 'UTC')),
    last_at         DateTime64(3, 'UTC'),
    max_known_at    DateTime64(3, 'UTC'),
    version         UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY run_id
ORDER BY (run_id, account, day);
