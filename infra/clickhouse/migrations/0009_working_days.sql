-- Working days by country, from a kept calendar library (packages/working-calendars). '' is the calendar of accounts whose
-- country is unknown: Monday to Friday. In: clickhouse-to-scores, before a run. Replaced whole per country and year.
CREATE TABLE IF NOT EXISTS mimamori.working_days
(
    country  LowCardinality(String),
    day      Date,
    working  UInt8
)
ENGINE = ReplacingMergeTree
ORDER BY (country, day);
