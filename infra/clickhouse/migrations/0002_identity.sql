-- Who a raw event belongs to, and which events were taken back. Derived from raw_account_events; raw rows never move.
-- In: packages/account-facts (refresh-identity.ts). Out: every fact.

-- One row per subject that any link or merge was ever about, replaced whole. [from_at, to_at): `account` is the surviving
-- account after all merges. Outside all intervals a subject belongs to nobody (a user) or to itself (an account).
CREATE TABLE IF NOT EXISTS mimamori.account_subjects
(
    subject       String,
    intervals     Array(Tuple(from_at DateTime64(3, 'UTC'), to_at DateTime64(3, 'UTC'), account String)),
    accounts      Array(String) COMMENT 'every account that may have held its events at some state of knowledge; never shrinks',
    max_known_at  DateTime64(3, 'UTC') COMMENT 'the last moment at which one of its changes happened, became known or was retracted',
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY subject;

-- account_subjects.accounts the other way round: whose events may belong to an account. Only ever grows.
CREATE TABLE IF NOT EXISTS mimamori.account_members
(
    account  String,
    subject  String
)
ENGINE = ReplacingMergeTree
ORDER BY (account, subject);

-- The mapping as it was known at a run's as_of, for the subjects whose identity has changed since; dropped with the run.
CREATE TABLE IF NOT EXISTS mimamori.account_subjects_as_of
(
    run_id        String,
    subject       String,
    intervals     Array(Tuple(from_at DateTime64(3, 'UTC'), to_at DateTime64(3, 'UTC'), account String)),
    accounts      Array(String),
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY run_id
ORDER BY (run_id, subject);

-- Where in raw_account_events the links and merges of a member are: an index only, the raw row is what counts.
CREATE TABLE IF NOT EXISTS mimamori.identity_changes_by_member
(
    member   String COMMENT 'user:<id>, or the account that is merged away',
    subject  String,
    time     DateTime64(3, 'UTC'),
    source   LowCardinality(String),
    id       String
)
ENGINE = ReplacingMergeTree
ORDER BY (member, subject, time, source, id);

CREATE MATERIALIZED VIEW IF NOT EXISTS mimamori.identity_changes_by_member_index
TO mimamori.identity_changes_by_member
AS SELECT
    if(type IN ('account.user_linked.v1', 'account.user_unlinked.v1'),
       concat('user:', JSONExtractString(data, 'user')),
       JSONExtractString(data, 'merged_account')) AS member,
    subject, time, source, id
FROM mimamori.raw_account_events
WHERE type IN ('account.user_linked.v1', 'account.user_unlinked.v1',
               'account.account_merged.v1', 'account.account_unmerged.v1');

-- Identities of retracted events; the retraction known first counts. known_at: when it happened and was known, the later.
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
