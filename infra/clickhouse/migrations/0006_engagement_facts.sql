-- Facts of engagement: days, tickets and invoices. Same contract as usage_days: recomputed whole, read with FINAL,
-- an empty bucket is a tombstone (events = 0, present = 0); <name>_as_of holds a run's point-in-time buckets.

-- Per account and day: answers, conversations, messages, pulses.
CREATE TABLE IF NOT EXISTS mimamori.engagement_days
(
    account  String,
    day      Date,
    events   UInt64,
    surveys  Array(Tuple(at DateTime64(3, 'UTC'), kind String, score Float64, scale_min Float64, scale_max Float64, respondent String)),
    interactions  Map(String, UInt64) COMMENT 'conversations by kind',
    messages      Map(String, UInt64) COMMENT 'sent, opened, replied',
    feature_requests  UInt64,
    pulses   Array(Tuple(at DateTime64(3, 'UTC'), score UInt8, author String)),
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (account, day);

CREATE TABLE IF NOT EXISTS mimamori.engagement_days_as_of
(
    run_id   String,
    account  String,
    day      Date,
    events   UInt64,
    surveys  Array(Tuple(at DateTime64(3, 'UTC'), kind String, score Float64, scale_min Float64, scale_max Float64, respondent String)),
    interactions  Map(String, UInt64) COMMENT 'conversations by kind',
    messages      Map(String, UInt64) COMMENT 'sent, opened, replied',
    feature_requests  UInt64,
    pulses   Array(Tuple(at DateTime64(3, 'UTC'), score UInt8, author String)),
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY run_id
ORDER BY (run_id, account, day);

-- One row per ticket: its latest snapshot.
CREATE TABLE IF NOT EXISTS mimamori.tickets
(
    account  String,
    ticket_id  String,
    present    UInt8,
    status     LowCardinality(String),
    channel    LowCardinality(String),
    category   LowCardinality(String),
    priority   LowCardinality(String),
    opened_at       DateTime64(3, 'UTC'),
    first_reply_at  Nullable(DateTime64(3, 'UTC')),
    solved_at       Nullable(DateTime64(3, 'UTC')),
    reopened        UInt32,
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (account, ticket_id);

CREATE TABLE IF NOT EXISTS mimamori.tickets_as_of
(
    run_id   String,
    account  String,
    ticket_id  String,
    present    UInt8,
    status     LowCardinality(String),
    channel    LowCardinality(String),
    category   LowCardinality(String),
    priority   LowCardinality(String),
    opened_at       DateTime64(3, 'UTC'),
    first_reply_at  Nullable(DateTime64(3, 'UTC')),
    solved_at       Nullable(DateTime64(3, 'UTC')),
    reopened        UInt32,
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY run_id
ORDER BY (run_id, account, ticket_id);
