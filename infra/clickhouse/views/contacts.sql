-- cs.contacts: the people of the customers, and who of them has left. A champion who left is an early sign of a churn.
CREATE OR REPLACE VIEW cs.contacts
(
    account       String COMMENT 'account id',
    contact_id    String COMMENT 'id of the person in the tool that tells of them',
    name          String COMMENT 'name; empty when it was not told',
    role          String COMMENT 'role, as the tool names it; empty when unknown',
    is_champion   UInt8 COMMENT '1: stands up for the product there now: a champion who has not left',
    was_champion  UInt8 COMMENT '1: has ever been called a champion, also one who left',
    has_left      UInt8 COMMENT '1: is no longer there',
    left_on       Nullable(Date) COMMENT 'day on which the person left or will leave, of the company time zone; NULL when nothing is known of it',
    known_since   DateTime64(3, 'UTC') COMMENT 'when the person was first heard of, UTC',
    changed_at    DateTime64(3, 'UTC') COMMENT 'when something was told of the person last, UTC'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    account, contact_id, name, role,
    champion AND NOT has_left AS is_champion, was_champion,
    ifNull(left_at <= now64(3), 0) AS has_left,
    toDate(left_at, assumeNotNull((SELECT time_zone FROM mimamori.reporting))) AS left_on,
    known_since, changed_at
FROM mimamori.contacts FINAL
WHERE present
COMMENT 'People of the customers: champions, and who has left'
