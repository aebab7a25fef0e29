-- cs.csm_ownership: who looked after which account from when to when. Times in which nobody did have no row.
CREATE OR REPLACE VIEW cs.csm_ownership
(
    account     String COMMENT 'account id',
    csm         String COMMENT 'customer success manager',
    from_on     Date COMMENT 'first day, of the company time zone',
    to_on       Nullable(Date) COMMENT 'day of the handover, from which somebody else or nobody does; NULL: still does',
    is_current  UInt8 COMMENT '1: looks after it now',
    days        Int64 COMMENT 'days from from_on to to_on, or to today'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT time_zone FROM mimamori.reporting)) AS time_zone,
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today
SELECT
    account, spell.csm AS csm, toDate(spell.from_at, time_zone) AS from_on, toDate(spell.to_at, time_zone) AS to_on,
    spell.to_at IS NULL AS is_current, ifNull(to_on, today) - from_on AS days
FROM (SELECT account, csm_spells FROM mimamori.profiles FINAL WHERE present)
ARRAY JOIN csm_spells AS spell
COMMENT 'Who looked after which account from when to when'
