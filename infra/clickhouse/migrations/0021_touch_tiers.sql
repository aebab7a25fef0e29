-- Touch tiers that people plan with: what a run knew of an account, what is proposed, what people have said of it.
-- In: packages/account-facts (decisions, profiles), clickhouse-to-scores (the rest). Out: the views of database cs.

-- Facts: whether somebody has marked the account as strategic. Contract as in 0008.
ALTER TABLE mimamori.profiles ADD COLUMN IF NOT EXISTS strategic UInt8 AFTER parent_account;
ALTER TABLE mimamori.profiles_as_of ADD COLUMN IF NOT EXISTS strategic UInt8 AFTER parent_account;

-- Facts: the latest word on each proposed change of tier. Contract as in 0006: recomputed whole, read with FINAL, present = 0 is a
-- tombstone.
CREATE TABLE IF NOT EXISTS mimamori.tier_decisions
(
    account       String,
    change_id     String,
    present       UInt8,
    verdict       LowCardinality(String) COMMENT 'approved, declined',
    reason        String,
    author        String,
    effective_on  Nullable(Date) COMMENT 'the day that the author named; NULL: after the notice of the settings',
    decided_at    DateTime64(3, 'UTC'),
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (account, change_id);

CREATE TABLE IF NOT EXISTS mimamori.tier_decisions_as_of
(
    run_id        String,
    account       String,
    change_id     String,
    present       UInt8,
    verdict       LowCardinality(String),
    reason        String,
    author        String,
    effective_on  Nullable(Date),
    decided_at    DateTime64(3, 'UTC'),
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY run_id
ORDER BY (run_id, account, change_id);

-- A row of touch_tiers holds all that the next run and `./mimamori tiers plan` need: the account's state, and what it was judged by.
-- Rows of older runs have base_tier = ''. Days are company days.
ALTER TABLE mimamori.touch_tiers
    ADD COLUMN IF NOT EXISTS base_tier        LowCardinality(String) COMMENT 'the tier without a pin; equal to tier where there is none',
    ADD COLUMN IF NOT EXISTS since            Nullable(Date) COMMENT 'when base_tier began',
    ADD COLUMN IF NOT EXISTS entered          LowCardinality(String) COMMENT 'first, raised, lowered: how base_tier began',
    ADD COLUMN IF NOT EXISTS indicated_tier   LowCardinality(String) COMMENT 'what the rules say',
    ADD COLUMN IF NOT EXISTS indication       LowCardinality(String) COMMENT 'why they say so: a key of packages/touch-tiers',
    ADD COLUMN IF NOT EXISTS pool             LowCardinality(String) COMMENT 'empty: the company has named none',
    ADD COLUMN IF NOT EXISTS effort           Float64 COMMENT 'places that it takes',
    ADD COLUMN IF NOT EXISTS language         LowCardinality(String),
    ADD COLUMN IF NOT EXISTS country          LowCardinality(String),
    ADD COLUMN IF NOT EXISTS segment          LowCardinality(String),
    ADD COLUMN IF NOT EXISTS csm              LowCardinality(String),
    ADD COLUMN IF NOT EXISTS strategic        UInt8,
    ADD COLUMN IF NOT EXISTS potential_seats  Nullable(Float64) COMMENT 'parts of the potential, 0 to 1; NULL: unknown, or of no weight',
    ADD COLUMN IF NOT EXISTS potential_plans  Nullable(Float64),
    ADD COLUMN IF NOT EXISTS potential_growth Nullable(Float64),
    ADD COLUMN IF NOT EXISTS potential        Float64 COMMENT 'the highest of late, 0 to 1',
    ADD COLUMN IF NOT EXISTS potential_on     Nullable(Date) COMMENT 'when it was so high',
    ADD COLUMN IF NOT EXISTS counts_for       Nullable(Float64) COMMENT 'the value lifted by the potential, in whole units of the reporting currency',
    ADD COLUMN IF NOT EXISTS change_id        String COMMENT 'the open change; empty: none',
    ADD COLUMN IF NOT EXISTS change_to        LowCardinality(String),
    ADD COLUMN IF NOT EXISTS change_proposed_on Nullable(Date),
    ADD COLUMN IF NOT EXISTS change_approved_by String COMMENT 'empty: not approved; rule: nobody needs to',
    ADD COLUMN IF NOT EXISTS change_approval_reason String,
    ADD COLUMN IF NOT EXISTS change_effective_on Nullable(Date),
    ADD COLUMN IF NOT EXISTS rest_until       Nullable(Date) COMMENT 'no change is proposed before this day',
    ADD COLUMN IF NOT EXISTS pin_id           String COMMENT 'empty: not pinned',
    ADD COLUMN IF NOT EXISTS pin_author       String,
    ADD COLUMN IF NOT EXISTS pin_reason       String,
    ADD COLUMN IF NOT EXISTS pin_expires_at   Nullable(DateTime64(3, 'UTC'));

-- One row per run, account and step of a change: proposed, approved, declined, expired, withdrawn, in-effect.
CREATE TABLE IF NOT EXISTS mimamori.tier_change_steps
(
    run_id          String,
    account         String,
    change_id       String COMMENT 'unique within the account',
    status          LowCardinality(String),
    as_of           DateTime64(3, 'UTC'),
    kind            LowCardinality(String) COMMENT 'first, raise, lower, pin, unpin',
    from_tier       LowCardinality(String) COMMENT 'empty: it had none',
    to_tier         LowCardinality(String),
    proposed_on     Date,
    decided_by      String,
    decision_reason String,
    effective_on    Nullable(Date),
    pool            LowCardinality(String),
    csm             LowCardinality(String),
    arr_minor       Nullable(Int64),
    reason          String COMMENT 'why, in the language of the company; only where the change begins'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (account, change_id, run_id, status);

-- The places of each tier and pool, and the cut-off that followed from them.
CREATE TABLE IF NOT EXISTS mimamori.tier_cut_offs
(
    run_id     String,
    pool       LowCardinality(String),
    tier       LowCardinality(String),
    as_of      DateTime64(3, 'UTC'),
    places     Nullable(Float64) COMMENT 'NULL: not counted',
    taken      Float64,
    accounts   UInt32,
    cut_off    Float64 COMMENT 'what an account must count for, in whole units of the reporting currency',
    is_full    UInt8
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, pool, tier);

-- Which customers are loyal by the settings, and what the others lack.
CREATE TABLE IF NOT EXISTS mimamori.loyal_customers
(
    run_id        String,
    account       String,
    as_of         DateTime64(3, 'UTC'),
    loyal         UInt8,
    missing       Array(LowCardinality(String)) COMMENT 'conditions that do not hold: stayed, health, nps, seat-use, invoices',
    missing_words Array(String) COMMENT 'the same in the language of the company',
    renewals      Nullable(UInt16),
    tenure_days   Nullable(UInt32),
    healthy_since Nullable(Date) COMMENT 'its score has reached the bound in each daily run since; NULL: not now',
    nps           Nullable(Float64),
    seat_use      Nullable(Float64),
    overdue_invoices UInt32
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (run_id, account);
