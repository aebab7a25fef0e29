-- More rates per month, and the months whose figures are frozen.

-- NULL in rows of older runs: they did not work them out.
ALTER TABLE mimamori.revenue_months
    ADD COLUMN IF NOT EXISTS arr_minor            Nullable(Int64) AFTER arpa_minor,
    ADD COLUMN IF NOT EXISTS gross_revenue_churn  Nullable(Float64) AFTER arr_minor,
    ADD COLUMN IF NOT EXISTS net_revenue_churn    Nullable(Float64) AFTER gross_revenue_churn,
    ADD COLUMN IF NOT EXISTS annual_nrr           Nullable(Float64) AFTER net_revenue_churn,
    ADD COLUMN IF NOT EXISTS annual_grr           Nullable(Float64) AFTER annual_nrr,
    ADD COLUMN IF NOT EXISTS annual_logo_churn    Nullable(Float64) AFTER annual_grr,
    ADD COLUMN IF NOT EXISTS currency             LowCardinality(String) COMMENT 'the reporting currency of the run, ISO 4217; empty in rows of older runs' AFTER annual_logo_churn,
    ADD COLUMN IF NOT EXISTS minor_per_unit       Float64 COMMENT 'minor units in one unit of it' AFTER currency;

-- Which run's figures a month is closed with: its rows of revenue_months are the frozen ones, and no run's rows ever change. In:
-- clickhouse-to-scores, after a run is complete. A month is written once; should two writers do so at once, the first one holds.
CREATE TABLE IF NOT EXISTS mimamori.closed_months
(
    month      Date COMMENT 'its first day',
    run_id     String COMMENT 'the first complete live run over all accounts after the month was due to be closed',
    as_of      DateTime64(3, 'UTC') COMMENT 'of that run',
    closed_at  DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
    rank       UInt64 DEFAULT 18446744073709551615 - toUInt64(toUnixTimestamp64Nano(now64(9))) COMMENT 'higher the earlier it was written'
)
ENGINE = ReplacingMergeTree(rank)
ORDER BY month;
