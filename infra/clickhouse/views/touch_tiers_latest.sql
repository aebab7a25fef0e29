-- cs.touch_tiers_latest: the tier of each account as of the newest complete live run over all accounts.
CREATE OR REPLACE VIEW cs.touch_tiers_latest
(
    run_id         String COMMENT 'the run; see score_runs',
    account        String COMMENT 'account id',
    as_of          DateTime64(3, 'UTC') COMMENT 'the tier uses what was known by this moment, UTC',
    tier           String COMMENT 'high, low or tech touch',
    previous_tier  String COMMENT 'tier of the daily live run before; empty when there was none',
    arr            Nullable(Decimal(18, 2)) COMMENT 'twelve times the MRR, in the reporting currency; NULL without an exchange rate',
    ltv            Nullable(Float64) COMMENT 'margin LTV at the average churn of its segment, so that risk never lowers a tier, in the reporting currency; NULL when unknown',
    currency       String COMMENT 'the reporting currency, ISO 4217',
    reason         String COMMENT 'why this tier, in words'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT run_id, account, as_of, tier, previous_tier, arr, ltv, currency, reason
FROM cs.touch_tiers
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'Touch tiers that hold now: one row per account';
