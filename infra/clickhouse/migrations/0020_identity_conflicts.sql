-- Events that have one name and are two: the same source and id under another subject or time. Both are stored, for both may be
-- true, and nobody can say which was meant; here they are listed. In: the daily job find-identity-conflicts. Out: view
-- cs.identity_conflicts. After a crash: a check may be repeated, its rows are the same rows.
CREATE TABLE IF NOT EXISTS mimamori.identity_conflicts
(
    topic     LowCardinality(String),
    source    LowCardinality(String),
    id        String,
    subject   String,
    time      DateTime64(3, 'UTC'),
    known_at  SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    found_at  SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (topic, source, id, subject, time);

-- How far each month of raw rows was checked: the highest block that it had. Inserts make new blocks, merges do not.
CREATE TABLE IF NOT EXISTS mimamori.identity_checks
(
    topic      LowCardinality(String),
    month      UInt32,
    max_block  SimpleAggregateFunction(max, Int64)
)
ENGINE = AggregatingMergeTree
ORDER BY (topic, month);
