-- Which dead letters were sent again. In: `mimamori dead-letters replay`, after Kafka has acknowledged what it sent.
-- Out: view cs.dead_letters. Contract: `refused_at` says which refusal of the letter was answered so; a letter that is refused
-- once more has a later one, and is open again. After a crash a letter may have been sent without being marked: it is sent
-- again then, and is the same event.
ALTER TABLE mimamori.dead_letters ADD COLUMN IF NOT EXISTS format LowCardinality(String) DEFAULT '' AFTER sender;

CREATE TABLE IF NOT EXISTS mimamori.dead_letter_replays
(
    id           String,
    refused_at   DateTime64(3, 'UTC'),
    replayed_at  DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(refused_at)
ORDER BY id;
