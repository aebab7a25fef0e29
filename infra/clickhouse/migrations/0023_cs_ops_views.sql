-- What the views for CS Ops need beside the facts: the words of the company's configuration, and the renewals as they were foreseen.

-- One row, in: clickhouse-to-scores. Empty maps in the row of an older release, until the service has started once.
ALTER TABLE mimamori.reporting_settings
    ADD COLUMN IF NOT EXISTS reporting_minor_of  Map(String, Float64) COMMENT 'minor units of the reporting currency in one minor unit of a currency; a currency without a rate is absent' AFTER time_zone,
    ADD COLUMN IF NOT EXISTS thresholds          Map(String, Float64) COMMENT 'by name, e.g. atRisk.overdueDaysFrom: section definitions of config/company.yaml' AFTER reporting_minor_of,
    ADD COLUMN IF NOT EXISTS value_milestone     String COMMENT 'the milestone that is value to a new customer; empty: its first one of any kind' AFTER thresholds,
    ADD COLUMN IF NOT EXISTS content             String COMMENT 'all of it as JSON: to see whether it differs' AFTER value_milestone;

-- The renewals of the coming 120 days as they were foreseen, once a week: what a forecast is judged by. In: clickhouse-to-scores
-- (job snapshot-renewals), from cs.renewals, one INSERT for a whole week, so a week is there or it is not. Never changed afterwards.
CREATE TABLE IF NOT EXISTS mimamori.renewal_snapshots
(
    week             Date COMMENT 'its Monday, in the time zone of the company',
    account          String,
    subscription_id  String,
    renews_on        Date,
    segment          LowCardinality(String),
    csm              LowCardinality(String),
    mrr_minor        Nullable(Float64) COMMENT 'of the subscription, in the minor unit of the reporting currency; NULL without an exchange rate',
    outlook          LowCardinality(String) COMMENT 'leaving, at-risk, expected',
    not_renewing     Nullable(Float64) COMMENT 'probability that it does not renew; 1 when it has given notice; NULL without a model',
    health_band      LowCardinality(String),
    health_score     Nullable(Float64),
    run_id           String COMMENT 'run whose scores were used; empty when there was none',
    taken_at         DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(taken_at)
PARTITION BY toYear(week)
ORDER BY (week, account, subscription_id);
