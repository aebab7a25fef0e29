-- cs.goals: what customers want to reach with the product, one row per goal as its latest snapshot tells.
CREATE OR REPLACE VIEW cs.goals
(
    account     String COMMENT 'account id',
    goal_id     String COMMENT 'id of the goal',
    title       String COMMENT 'what is to be reached, in the words of its sender',
    status      String COMMENT 'open, reached, missed or dropped',
    due_on      Nullable(Date) COMMENT 'day by which; NULL when none was agreed',
    is_overdue  UInt8 COMMENT '1: open, and due_on is past',
    set_on      Date COMMENT 'day on which it was first heard of, of the company time zone',
    reached_on  Nullable(Date) COMMENT 'day on which it was reached; NULL unless it was',
    days_to_reach Nullable(Int64) COMMENT 'days from set_on to reached_on; NULL unless it was reached',
    changed_at  DateTime64(3, 'UTC') COMMENT 'when its state was told last, UTC'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT time_zone FROM mimamori.reporting)) AS time_zone,
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today
SELECT
    account, goal_id, title, status, due_on, status = 'open' AND ifNull(due_on < today, 0) AS is_overdue,
    toDate(set_at, time_zone) AS set_on,
    toDate(reached_at, time_zone) AS reached_on,
    reached_on - set_on AS days_to_reach,
    changed_at
FROM mimamori.goals FINAL
WHERE present
COMMENT 'Goals of the customers: what they want to reach, and whether they have'
