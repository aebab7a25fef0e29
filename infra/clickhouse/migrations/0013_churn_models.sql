-- Churn models, and what they say of accounts. In: clickhouse-to-scores. Out: the views of database cs.

-- Facts at many moments at once (packages/account-facts, facts-at-moments.ts): the accounts and moments that a reader asks for. A
-- batch is a partition, dropped when it is done; what a killed reader leaves behind is dropped a day later.
CREATE TABLE IF NOT EXISTS mimamori.fact_moments
(
    batch    String,
    account  String,
    moment   UInt32 COMMENT 'what the reader calls it; distinct within a batch',
    day      Date COMMENT 'facts of the days before it are asked for',
    at       DateTime64(3, 'UTC') COMMENT 'what was known by then counts'
)
ENGINE = MergeTree
PARTITION BY batch
ORDER BY (account, moment);

-- Buckets that have changed after a moment, and whose mapping has: `at` is the moment. It is 1970 for all that knows no moments.
ALTER TABLE mimamori.recompute_buckets
    ADD COLUMN IF NOT EXISTS at DateTime64(3, 'UTC') DEFAULT toDateTime64(0, 3, 'UTC');

CREATE TABLE IF NOT EXISTS mimamori.account_subjects_at_moments
(
    batch         String,
    subject       String,
    at            DateTime64(3, 'UTC'),
    intervals     Array(Tuple(from_at DateTime64(3, 'UTC'), to_at DateTime64(3, 'UTC'), account String))
)
ENGINE = MergeTree
PARTITION BY batch
ORDER BY (subject, at);

-- One row per trained model. A model is a function of what was known by trained_as_of: training again makes the same row.
CREATE TABLE IF NOT EXISTS mimamori.churn_models
(
    model_version  String COMMENT 'hash of the model and of how its features are made',
    trained_as_of  DateTime64(3, 'UTC') COMMENT 'nothing that became known later was used',
    verdict        LowCardinality(String) COMMENT 'published; no predictive signal; too few events',
    why            String COMMENT 'the verdict in words, in the language of the company',
    tier           LowCardinality(String) COMMENT 'how much the model may learn, by the churn events it was trained on',
    rows           UInt32 COMMENT 'account-months that it was trained on',
    events         UInt32 COMMENT 'how many of them left',
    accounts       UInt32 COMMENT 'how many accounts they are of',
    sampled_share  Float64 COMMENT 'share of all accounts that was used; 1: all',
    history_size   Float64 COMMENT 'how much history there was before trained_as_of; when it has grown, the model is trained again',
    reasons        Array(Tuple(name String, template String)) COMMENT 'the lines that its logit is the sum of, with their words; {value} stands for the raw value',
    model          String COMMENT 'the model, and what its features need to know, as JSON',
    trained_at     DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(trained_at)
ORDER BY model_version;

-- What judging a model on later data found: with each training, and whenever somebody asks for a backtest.
CREATE TABLE IF NOT EXISTS mimamori.model_reports
(
    report_id      String COMMENT 'of a training: the model_version',
    kind           LowCardinality(String) COMMENT 'training, backtest',
    as_of          DateTime64(3, 'UTC'),
    model_version  String COMMENT 'empty for a backtest, which trains models of its own',
    report         String COMMENT 'JSON, see backtest-report.ts of packages/churn-risk',
    reported_at    DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(reported_at)
ORDER BY report_id;

-- One row per run and account. Rows may be written twice: same key, same row.
CREATE TABLE IF NOT EXISTS mimamori.churn_risk
(
    run_id             String,
    account            String,
    as_of              DateTime64(3, 'UTC'),
    status             LowCardinality(String) COMMENT 'scored; leaving: it has given notice; closed: it pays no more; lead: it has never paid; too-young: it has paid for less than 14 days; no-model: it would be scored, but there is no model to trust',
    p30                Nullable(Float64) COMMENT 'probability that its notice becomes known within 30 days; NULL unless scored, as all below',
    p30_low            Nullable(Float64) COMMENT 'ends of its 90 % interval: what the model does not know of that probability',
    p30_high           Nullable(Float64),
    p60                Nullable(Float64),
    p90                Nullable(Float64),
    p_next_renewal     Nullable(Float64) COMMENT 'probability that it does not renew at its next decision',
    p_next_renewal_low Nullable(Float64) COMMENT 'ends of its 90 % interval',
    p_next_renewal_high Nullable(Float64),
    next_decision_day  Nullable(Date) COMMENT 'the day by which it decides; known without a model too',
    next_decision_kind LowCardinality(String) COMMENT 'notice-deadline, renewal or month-end; empty when there is none to come',
    hazards            Array(Float32) COMMENT 'of the next 12 monthly windows, each given that it has stayed until then',
    logit              Nullable(Float64) COMMENT 'of the first window: the sum of reason_contributions',
    base               Nullable(Float64) COMMENT 'the logit of an average account: the line that all share',
    model_version      String COMMENT 'the model that was looked at, published or not; empty without one',
    reason_values      Array(Float64) COMMENT 'raw value of each line of churn_models.reasons; NaN: missing, or a line without one',
    reason_contributions Array(Float64) COMMENT 'what each line adds to the logit'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, account);

-- Whether the model still fits the accounts that it scores, by run over all accounts.
CREATE TABLE IF NOT EXISTS mimamori.churn_drift
(
    run_id         String,
    as_of          DateTime64(3, 'UTC'),
    model_version  String,
    kind           LowCardinality(String) COMMENT 'psi: how far a feature has moved; observed-over-expected: accounts that left / expected to',
    name           String COMMENT 'the feature; of observed-over-expected the runs whose forecasts were looked at',
    value          Nullable(Float64),
    lower          Nullable(Float64) COMMENT 'of its 90 % interval, where there is one',
    upper          Nullable(Float64),
    n              UInt32 COMMENT 'accounts it is about',
    alarm          LowCardinality(String) COMMENT 'none, watch, alarm; beyond what chance does'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, kind, name);
