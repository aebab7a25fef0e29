-- cs.overrides: what people decided by hand, one row per account and override, also those that are over.
-- In force now: WHERE in_force. What they did to a score stands in cs.health_scores and cs.health_reasons.
CREATE OR REPLACE VIEW cs.overrides
(
    account      String COMMENT 'account id',
    override_id  String COMMENT 'its id, by which it is cleared or set anew',
    in_force     Bool COMMENT 'it holds now: set, not cleared, not expired',
    target       String COMMENT 'what it stands in for: health_score, health_band, measure or touch_tier',
    measure      String COMMENT 'id of the measure; empty for other targets',
    value        String COMMENT 'what holds instead: a score or points from 0 to 100, a band, or a tier; empty when the measure is left out of the score',
    reason       String COMMENT 'why, in the words of the author',
    author       String COMMENT 'who set it',
    set_at       DateTime64(3, 'UTC') COMMENT 'since when, UTC',
    expires_at   DateTime64(3, 'UTC') COMMENT 'when it ends by itself, UTC',
    cleared_at   Nullable(DateTime64(3, 'UTC')) COMMENT 'when somebody ended it before that, UTC; NULL when nobody did',
    cleared_by   String COMMENT 'who ended it; empty when nobody did'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    account, override_id, toBool(set_at <= now64(3) AND expires_at > now64(3) AND cleared_at IS NULL) AS in_force,
    target, measure, value, reason, author, set_at, expires_at, cleared_at, cleared_by
FROM mimamori.overrides FINAL
WHERE present
COMMENT 'What people decided by hand, with reason, author and expiry: one row per account and override'
