-- Raw events: every valid event once, one table per topic, never changed afterwards.
-- In: kafka-to-clickhouse, at least once. Out: facts (packages/account-facts) and as-of recomputation.
-- Contract:
--   * the sorting key is exactly the event's identity (subject, time as sent, source, id) and its functions, and the
--     partition is a function of it, so whatever is delivered again ends as the same row;
--   * of several copies the one known first stays: `precedence` falls with known_at (and, at the same millisecond, is
--     decided by the content), and ReplacingMergeTree keeps the highest;
--   * read with FINAL (do_not_merge_across_partitions_select_final=1 is allowed: the partition is part of the key).
-- `data` is the event's data as canonical JSON; `occurred_at` is `time` corrected for the sender's clock, and what facts use: facts by day find
-- it by an index of its own, because a sender's clock may have been wrong by any amount.

-- Usage is read by day for many accounts, so the day leads.
CREATE TABLE IF NOT EXISTS mimamori.raw_usage_events
(
    subject      String,
    time         DateTime64(3, 'UTC'),
    source       LowCardinality(String),
    id           String,
    type         LowCardinality(String),
    occurred_at  DateTime64(3, 'UTC'),
    known_at     DateTime64(3, 'UTC'),
    sequence     UInt64,
    data         String CODEC(ZSTD(1)),
    extensions   String CODEC(ZSTD(1)),
    precedence   UInt64 MATERIALIZED bitOr(
                     bitShiftLeft(toUInt64(17592186044415 - toUnixTimestamp64Milli(known_at)), 20),
                     bitAnd(cityHash64(type, data, occurred_at, sequence, extensions), 1048575)),
    INDEX occurred_days toDate(occurred_at) TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(precedence)
PARTITION BY toYYYYMM(time)
ORDER BY (toDate(time), subject, time, source, id);

CREATE TABLE IF NOT EXISTS mimamori.raw_billing_events
(
    subject      String,
    time         DateTime64(3, 'UTC'),
    source       LowCardinality(String),
    id           String,
    type         LowCardinality(String),
    occurred_at  DateTime64(3, 'UTC'),
    known_at     DateTime64(3, 'UTC'),
    sequence     UInt64,
    data         String CODEC(ZSTD(1)),
    extensions   String CODEC(ZSTD(1)),
    precedence   UInt64 MATERIALIZED bitOr(
                     bitShiftLeft(toUInt64(17592186044415 - toUnixTimestamp64Milli(known_at)), 20),
                     bitAnd(cityHash64(type, data, occurred_at, sequence, extensions), 1048575))
)
ENGINE = ReplacingMergeTree(precedence)
PARTITION BY toYYYYMM(time)
ORDER BY (subject, toDate(time), time, source, id);

CREATE TABLE IF NOT EXISTS mimamori.raw_engagement_events
(
    subject      String,
    time         DateTime64(3, 'UTC'),
    source       LowCardinality(String),
    id           String,
    type         LowCardinality(String),
    occurred_at  DateTime64(3, 'UTC'),
    known_at     DateTime64(3, 'UTC'),
    sequence     UInt64,
    data         String CODEC(ZSTD(1)),
    extensions   String CODEC(ZSTD(1)),
    precedence   UInt64 MATERIALIZED bitOr(
                     bitShiftLeft(toUInt64(17592186044415 - toUnixTimestamp64Milli(known_at)), 20),
                     bitAnd(cityHash64(type, data, occurred_at, sequence, extensions), 1048575)),
    INDEX occurred_days toDate(occurred_at) TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(precedence)
PARTITION BY toYYYYMM(time)
ORDER BY (subject, toDate(time), time, source, id);

CREATE TABLE IF NOT EXISTS mimamori.raw_account_events
(
    subject      String,
    time         DateTime64(3, 'UTC'),
    source       LowCardinality(String),
    id           String,
    type         LowCardinality(String),
    occurred_at  DateTime64(3, 'UTC'),
    known_at     DateTime64(3, 'UTC'),
    sequence     UInt64,
    data         String CODEC(ZSTD(1)),
    extensions   String CODEC(ZSTD(1)),
    precedence   UInt64 MATERIALIZED bitOr(
                     bitShiftLeft(toUInt64(17592186044415 - toUnixTimestamp64Milli(known_at)), 20),
                     bitAnd(cityHash64(type, data, occurred_at, sequence, extensions), 1048575))
)
ENGINE = ReplacingMergeTree(precedence)
PARTITION BY toYYYYMM(time)
ORDER BY (subject, toDate(time), time, source, id);
