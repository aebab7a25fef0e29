-- Since when raw usage events are kept, where config/company.yaml says for how long (usageRetentionMonths). In: the daily job
-- expire-raw-usage (packages/account-facts/src/usage-retention.ts), one row per first kept day. Out: the workers (what comes too
-- late is a dead letter), the recompute (facts before the first kept day stay as they are).
-- Contract: a row goes through its times in this order, each at least a while after the one before it, so that nobody who has not
-- heard of a step yet can undo the next:
--   in_force_from  what the broker appends from then on, and happened before keep_from_at, is too late;
--   frozen_at      everything appended before in_force_from is in facts, and facts before keep_from are not recomputed any more;
--   dropped_at     the raw rows are gone.
CREATE TABLE IF NOT EXISTS mimamori.usage_retention
(
    keep_from      Date COMMENT 'first kept day, in the company''s time zone',
    keep_from_at   DateTime64(3, 'UTC') COMMENT 'when it begins',
    in_force_from  DateTime64(3, 'UTC'),
    frozen_at      Nullable(DateTime64(3, 'UTC')),
    dropped_at     Nullable(DateTime64(3, 'UTC')),
    version        UInt64 DEFAULT toUInt64(toUnixTimestamp64Nano(now64(9)))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY keep_from;
