-- Facts of what customers want to reach, of the people there, and of who looked after an account when. Contract as in 0006.
-- Rows for what came in before are made by the next worker that starts: it marks what has none.

-- One row per goal: its latest snapshot.
CREATE TABLE IF NOT EXISTS mimamori.goals
(
    account     String,
    goal_id     String,
    present     UInt8,
    title       String,
    status      LowCardinality(String) COMMENT 'open, reached, missed, dropped',
    due_on      Nullable(Date) COMMENT 'of the company time zone',
    reached_at  Nullable(DateTime64(3, 'UTC')) COMMENT 'as told, else when the snapshot says that it is reached; NULL unless reached',
    set_at      DateTime64(3, 'UTC') COMMENT 'time of its first snapshot',
    changed_at  DateTime64(3, 'UTC') COMMENT 'time of its latest snapshot',
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (account, goal_id);

CREATE TABLE IF NOT EXISTS mimamori.goals_as_of
(
    run_id      String,
    account     String,
    goal_id     String,
    present     UInt8,
    title       String,
    status      LowCardinality(String),
    due_on      Nullable(Date),
    reached_at  Nullable(DateTime64(3, 'UTC')),
    set_at      DateTime64(3, 'UTC'),
    changed_at  DateTime64(3, 'UTC'),
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY run_id
ORDER BY (run_id, account, goal_id);

-- One row per person of the customer: its latest snapshot.
CREATE TABLE IF NOT EXISTS mimamori.contacts
(
    account     String,
    contact_id  String,
    present     UInt8,
    name        String,
    role        String,
    champion    UInt8 COMMENT '1: somebody who stands up for the product there, as the latest snapshot says',
    was_champion UInt8 COMMENT '1: any snapshot said so',
    left_at     Nullable(DateTime64(3, 'UTC')) COMMENT 'when the person left the customer; may lie ahead',
    known_since DateTime64(3, 'UTC') COMMENT 'time of the first snapshot',
    changed_at  DateTime64(3, 'UTC') COMMENT 'time of the latest snapshot',
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (account, contact_id);

CREATE TABLE IF NOT EXISTS mimamori.contacts_as_of
(
    run_id      String,
    account     String,
    contact_id  String,
    present     UInt8,
    name        String,
    role        String,
    champion    UInt8,
    was_champion UInt8,
    left_at     Nullable(DateTime64(3, 'UTC')),
    known_since DateTime64(3, 'UTC'),
    changed_at  DateTime64(3, 'UTC'),
    max_known_at  DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY run_id
ORDER BY (run_id, account, contact_id);

-- Who looked after the account when.
ALTER TABLE mimamori.profiles
    ADD COLUMN IF NOT EXISTS csm_spells  Array(Tuple(csm String, from_at DateTime64(3, 'UTC'), to_at Nullable(DateTime64(3, 'UTC'))))
        COMMENT '[from_at, to_at) of each CSM, oldest first; NULL: until now. Times in which nobody did are left out' AFTER csm;
ALTER TABLE mimamori.profiles_as_of
    ADD COLUMN IF NOT EXISTS csm_spells  Array(Tuple(csm String, from_at DateTime64(3, 'UTC'), to_at Nullable(DateTime64(3, 'UTC'))))
        COMMENT '[from_at, to_at) of each CSM, oldest first; NULL: until now. Times in which nobody did are left out' AFTER csm;
