-- cs.touch_tiers: the history of tiers, one row per complete run over all accounts and account. Now: cs.touch_tiers_latest.
CREATE OR REPLACE VIEW cs.touch_tiers
(
    run_id         String COMMENT 'the run; see score_runs',
    kind           String COMMENT 'kind of the run: live, as-of, replay, backtest',
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
WITH assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit
SELECT
    run_id, runs.kind AS kind, account, as_of, tier, previous_tier,
    toDecimal64(arr_minor / minor_per_unit, 2) AS arr,
    round(ltv_minor / minor_per_unit, 2) AS ltv,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency,
    reason
FROM mimamori.touch_tiers AS tiers FINAL
INNER JOIN (SELECT run_id, kind FROM mimamori.score_runs FINAL WHERE status = 'complete') AS runs USING (run_id)
COMMENT 'History of touch tiers: one row per complete run over all accounts and account';
