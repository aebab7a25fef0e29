-- How far everything has come.

-- Buckets of facts that new rows touched. A mark has the server's time as its number; a recompute that is done inserts
-- (marked_seq = 0, done_seq = s) for the number s that it had read. Pending: max(marked_seq) > max(done_seq).
-- Everything is a max(), so repeats and any order of writers are harmless. Hours with nothing pending are dropped.
-- `bucket` is a day (YYYY-MM-DD) or an entity's id or '', as the family says; `subject` is as in the raw event.
CREATE TABLE IF NOT EXISTS mimamori.fact_marks
(
    marked_hour  DateTime('UTC') DEFAULT toStartOfHour(now('UTC')),
    family       LowCardinality(String),
    subject      String,
    bucket       String,
    marked_seq   SimpleAggregateFunction(max, UInt64) DEFAULT toUInt64(toUnixTimestamp64Nano(now64(9))),
    done_seq     SimpleAggregateFunction(max, UInt64) DEFAULT 0
)
ENGINE = AggregatingMergeTree
PARTITION BY marked_hour
ORDER BY (marked_hour, family, subject, bucket);

-- The marks that one recompute took on, and the buckets of accounts that they lead to; a batch is a partition, dropped when
-- it is done. What a killed recompute leaves behind is dropped a day later.
CREATE TABLE IF NOT EXISTS mimamori.recompute_marks
(
    batch        String,
    marked_hour  DateTime('UTC'),
    family       LowCardinality(String),
    subject      String,
    bucket       String,
    marked_seq   UInt64
)
ENGINE = MergeTree
PARTITION BY batch
ORDER BY (family, subject, bucket);

CREATE TABLE IF NOT EXISTS mimamori.recompute_buckets
(
    batch    String,
    family   LowCardinality(String),
    account  String,
    bucket   String
)
ENGINE = MergeTree
PARTITION BY batch
ORDER BY (family, account, bucket);

-- Whose raw rows a batch has to read: the accounts, and everybody whose events may be theirs.
CREATE TABLE IF NOT EXISTS mimamori.recompute_members
(
    batch    String,
    family   LowCardinality(String),
    subject  String
)
ENGINE = MergeTree
PARTITION BY batch
ORDER BY (family, subject);

-- Runs that read facts as of a time, while facts go on changing: before a recompute replaces a bucket that such a run may still
-- read, it leaves the old one in <family>_as_of. A run that was killed is forgotten after some hours.
CREATE TABLE IF NOT EXISTS mimamori.as_of_runs
(
    run_id     String,
    as_of      DateTime64(3, 'UTC'),
    open       UInt8,
    opened_at  DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
    version    UInt64 DEFAULT toUInt64(toUnixTimestamp64Nano(now64(9)))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY run_id;

-- Per partition: everything appended to the topic up to settled_through is in raw rows and marks.
CREATE TABLE IF NOT EXISTS mimamori.partition_progress
(
    topic            LowCardinality(String),
    partition        Int32,
    next_offset      Int64,
    settled_through  DateTime64(3, 'UTC'),
    reported_at      DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(settled_through)
ORDER BY (topic, partition);

-- The settled watermark: everything known by settled_at is in raw rows and in facts of at most facts_version.
CREATE TABLE IF NOT EXISTS mimamori.watermarks
(
    settled_at     DateTime64(3, 'UTC'),
    facts_version  UInt64,
    recorded_at    DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY settled_at
TTL toDateTime(recorded_at) + INTERVAL 7 DAY;
