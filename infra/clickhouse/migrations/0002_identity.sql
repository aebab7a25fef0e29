-- Who a raw event belongs to, and which events were taken back. Derived from raw_account_events; raw rows never move.
-- In: packages/account-facts (refreshIdentity). Out: every fact.

-- One row per raw subject that is not simply its own account, replaced whole. Outside all intervals a subject belongs to
-- nobody (a user) or to itself (an account). [from_at, to_at): `account` is the surviving account after all merges.
CREATE TABLE IF NOT EXISTS mimamori.account_subjects
(
    subject       String,
    intervals     Array(Tuple(from_at DateTime64(3, 'UTC'), to_at DateTime64(3, 'UTC'), account String)),
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY subject;

-- Identities of retracted events; the retraction known first counts.
CREATE TABLE IF NOT EXISTS mimamori.retracted_events
(
    subject     String,
    time        DateTime64(3, 'UTC'),
    source      LowCardinality(String),
    id          String,
    known_at    DateTime64(3, 'UTC'),
    precedence  UInt64 MATERIALIZED 17592186044415 - toUnixTimestamp64Milli(known_at)
)
ENGINE = ReplacingMergeTree(precedence)
ORDER BY (subject, time, source, id);
