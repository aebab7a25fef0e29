-- What could not be taken, with the original bytes. In: kafka-to-clickhouse, from the topic dead-letters, at least once
-- (the id says which refusal it is, so a repeat is the same row). Out: view cs.dead_letters.
CREATE TABLE IF NOT EXISTS mimamori.dead_letters
(
    id          String,
    code        LowCardinality(String),
    reason      String,
    refused_by  LowCardinality(String),
    refused_at  DateTime64(3, 'UTC'),
    topic       LowCardinality(String),
    partition   Int32,
    offset      Int64,
    key         String,
    sender      LowCardinality(String),
    original    String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(refused_at)
ORDER BY id;
