-- One row per account: its latest profile. Contract as in 0006. An account exists from its first known event of any kind;
-- present = 1 says that it has one. merged_into is '' for an account that stands for itself.

-- The profile as the company keeps it.
CREATE TABLE IF NOT EXISTS mimamori.profiles
(
    account  String,
    present     UInt8,
    name        String,
    domain      String,
    segment     LowCardinality(String),
    country     LowCardinality(String),
    language    LowCardinality(String),
    industry    LowCardinality(String),
    csm         LowCardinality(String),
    acquisition_channel  LowCardinality(String),
    parent_account  String,
    signed_up_at  Nullable(DateTime64(3, 'UTC')),
    crm_ids     Map(String, String),
    merged_into String,
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (account);

CREATE TABLE IF NOT EXISTS mimamori.profiles_as_of
(
    run_id   String,
    account  String,
    present     UInt8,
    name        String,
    domain      String,
    segment     LowCardinality(String),
    country     LowCardinality(String),
    language    LowCardinality(String),
    industry    LowCardinality(String),
    csm         LowCardinality(String),
    acquisition_channel  LowCardinality(String),
    parent_account  String,
    signed_up_at  Nullable(DateTime64(3, 'UTC')),
    crm_ids     Map(String, String),
    merged_into String,
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY run_id
ORDER BY (run_id, account);
