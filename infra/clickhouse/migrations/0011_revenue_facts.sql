-- Facts of revenue, continued: why the MRR moved, the states of the contracts as they became known, when it was known that an
-- account leaves, and since when it has been a lead. Contract as in 0006 and 0007; filled by packages/account-facts.
-- Rows from before have no definition: the next worker that starts marks them, so that they are made anew.
ALTER TABLE mimamori.revenue
    ADD COLUMN IF NOT EXISTS movement_causes  Array(Map(LowCardinality(String), Int64))
        COMMENT 'of each of movements the amounts by cause, which sum to its own: product, seats, price, term, discount' AFTER movements,
    ADD COLUMN IF NOT EXISTS contract_states  Array(Tuple(subscription_id String, from_at DateTime64(3, 'UTC'), known_at DateTime64(3, 'UTC'), status String, plan String, seats UInt32, mrr_minor Nullable(Int64), term_months Float64, discount_share Float64, period_start Nullable(DateTime64(3, 'UTC')), renews_at Nullable(DateTime64(3, 'UTC')), notice_deadline Nullable(DateTime64(3, 'UTC')), auto_renew Nullable(UInt8), leaving UInt8, ended_at Nullable(DateTime64(3, 'UTC'))))
        COMMENT 'every snapshot that counts; the state of a subscription as of T is the last one with from_at <= T and known_at <= T' AFTER notice_known_at,
    ADD COLUMN IF NOT EXISTS leavings  Array(Tuple(known_at DateTime64(3, 'UTC'), back_at Nullable(DateTime64(3, 'UTC'))))
        COMMENT 'spans [known_at, back_at) in which it was known that the account leaves; NULL: it has not come back' AFTER contract_states,
    ADD COLUMN IF NOT EXISTS leads_since  Nullable(Date)
        COMMENT 'first day of a trial or a free subscription' AFTER leavings,
    ADD COLUMN IF NOT EXISTS definition  LowCardinality(String)
        COMMENT 'hash of the rules and settings that the row was made by; a worker marks rows that have another one' AFTER leads_since;

ALTER TABLE mimamori.revenue_as_of
    ADD COLUMN IF NOT EXISTS movement_causes  Array(Map(LowCardinality(String), Int64))
        COMMENT 'of each of movements the amounts by cause, which sum to its own: product, seats, price, term, discount' AFTER movements,
    ADD COLUMN IF NOT EXISTS contract_states  Array(Tuple(subscription_id String, from_at DateTime64(3, 'UTC'), known_at DateTime64(3, 'UTC'), status String, plan String, seats UInt32, mrr_minor Nullable(Int64), term_months Float64, discount_share Float64, period_start Nullable(DateTime64(3, 'UTC')), renews_at Nullable(DateTime64(3, 'UTC')), notice_deadline Nullable(DateTime64(3, 'UTC')), auto_renew Nullable(UInt8), leaving UInt8, ended_at Nullable(DateTime64(3, 'UTC'))))
        COMMENT 'every snapshot that counts; the state of a subscription as of T is the last one with from_at <= T and known_at <= T' AFTER notice_known_at,
    ADD COLUMN IF NOT EXISTS leavings  Array(Tuple(known_at DateTime64(3, 'UTC'), back_at Nullable(DateTime64(3, 'UTC'))))
        COMMENT 'spans [known_at, back_at) in which it was known that the account leaves; NULL: it has not come back' AFTER contract_states,
    ADD COLUMN IF NOT EXISTS leads_since  Nullable(Date)
        COMMENT 'first day of a trial or a free subscription' AFTER leavings,
    ADD COLUMN IF NOT EXISTS definition  LowCardinality(String)
        COMMENT 'hash of the rules and settings that the row was made by; a worker marks rows that have another one' AFTER leads_since;
