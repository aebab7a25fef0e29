-- Facts of billing: invoices, and subscriptions with the MRR that follows from them. Contract as in 0006.

-- One row per invoice: its latest snapshot.
CREATE TABLE IF NOT EXISTS mimamori.invoices
(
    account  String,
    invoice_id  String,
    present     UInt8,
    status      LowCardinality(String),
    issued_at   DateTime64(3, 'UTC'),
    due_at      Nullable(DateTime64(3, 'UTC')),
    paid_at     Nullable(DateTime64(3, 'UTC')),
    amount_due_minor   Int64,
    amount_paid_minor  Int64,
    currency    LowCardinality(String),
    attempts    UInt32,
    payment_method  LowCardinality(String),
    disputed    UInt8,
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (account, invoice_id);

CREATE TABLE IF NOT EXISTS mimamori.invoices_as_of
(
    run_id   String,
    account  String,
    invoice_id  String,
    present     UInt8,
    status      LowCardinality(String),
    issued_at   DateTime64(3, 'UTC'),
    due_at      Nullable(DateTime64(3, 'UTC')),
    paid_at     Nullable(DateTime64(3, 'UTC')),
    amount_due_minor   Int64,
    amount_paid_minor  Int64,
    currency    LowCardinality(String),
    attempts    UInt32,
    payment_method  LowCardinality(String),
    disputed    UInt8,
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY run_id
ORDER BY (run_id, account, invoice_id);

-- One row per account: what packages/revenue-movements makes of its subscription snapshots.
-- Amounts are in the reporting currency's minor unit; NULL where a rate is missing.
CREATE TABLE IF NOT EXISTS mimamori.revenue
(
    account  String,
    subscriptions  Array(Tuple(subscription_id String, status String, plan String, seats UInt32, mrr_minor Nullable(Int64), currency String, started_at Nullable(DateTime64(3, 'UTC')), renews_at Nullable(DateTime64(3, 'UTC')), notice_deadline Nullable(DateTime64(3, 'UTC')), auto_renew Nullable(UInt8), cancel_at_period_end UInt8, ended_at Nullable(DateTime64(3, 'UTC')))),
    mrr_days       Array(Tuple(day Date, mrr_minor Nullable(Int64))) COMMENT 'from this day on the MRR is this, until the next',
    movements      Array(Tuple(day Date, kind String, amount_minor Int64, mrr_after_minor Int64)) COMMENT 'new, expansion, contraction, churn, reactivation; their amounts sum to the MRR',
    first_paid_on  Nullable(Date),
    churned_on     Nullable(Date) COMMENT 'NULL while any subscription pays',
    notice_known_at  Nullable(DateTime64(3, 'UTC')) COMMENT 'when it became known that the account leaves',
    events         UInt64,
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (account);

CREATE TABLE IF NOT EXISTS mimamori.revenue_as_of
(
    run_id   String,
    account  String,
    subscriptions  Array(Tuple(subscription_id String, status String, plan String, seats UInt32, mrr_minor Nullable(Int64), currency String, started_at Nullable(DateTime64(3, 'UTC')), renews_at Nullable(DateTime64(3, 'UTC')), notice_deadline Nullable(DateTime64(3, 'UTC')), auto_renew Nullable(UInt8), cancel_at_period_end UInt8, ended_at Nullable(DateTime64(3, 'UTC')))),
    mrr_days       Array(Tuple(day Date, mrr_minor Nullable(Int64))) COMMENT 'from this day on the MRR is this, until the next',
    movements      Array(Tuple(day Date, kind String, amount_minor Int64, mrr_after_minor Int64)) COMMENT 'new, expansion, contraction, churn, reactivation; their amounts sum to the MRR',
    first_paid_on  Nullable(Date),
    churned_on     Nullable(Date) COMMENT 'NULL while any subscription pays',
    notice_known_at  Nullable(DateTime64(3, 'UTC')) COMMENT 'when it became known that the account leaves',
    events         UInt64,
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY run_id
ORDER BY (run_id, account);
