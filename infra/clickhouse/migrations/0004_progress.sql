-- How far everything has come.

-- Buckets of facts that new rows touched. A mark inserts (marked_seq = s, done_seq = 0); a recompute that finished
-- inserts (marked_seq = 0, done_seq = s) for the s that it read before. Pending: max(marked_seq) > max(done_seq).
-- Everything is a max(), so repeats and any order of writers are harmless. Hours with nothing pending are dropped.
-- `bucket` is a day (YYYY-MM-DD) or an entity's id or '', as the family says; `subject` is as in the raw event.
CREATE TABLE IF NOT EXISTS mimamori.fact_marks
(
    marked_hour  DateTime('UTC'),
    family       LowCardinality(String),
    subject      String,
    bucket       String,
    marked_seq   SimpleAggregateFunction(max, UInt64),
    done_seq     SimpleAggregateFunction(max, UInt64),
    known_at     SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY marked_hour
ORDER BY (marked_hour, family, subject, bucket);

-- Per partition: everything appended to the topic up to settled_through is in raw rows and marks.
CREATE TABLE IF NOT EXISTS mimamori.partition_progress
(
    topic            LowCardinality(String),
    partition        Int32,
    next_offset      Int64,
    settled_through  DateTime64(3, 'UTC'),
    reported_at      DateTime64(3, 'UTC')
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
