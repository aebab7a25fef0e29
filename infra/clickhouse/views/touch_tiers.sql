-- cs.touch_tiers: the history of tiers, one row per complete run over all accounts and account. Now: cs.touch_tiers_latest.
CREATE OR REPLACE VIEW cs.touch_tiers
(
    run_id         String COMMENT 'the run; see score_runs',
    kind           String COMMENT 'kind of the run: live, as-of, replay, backtest',
    account        String COMMENT 'account id',
    as_of          DateTime64(3, 'UTC') COMMENT 'the tier uses what was known by this moment, UTC',
    tier           String COMMENT 'high, low or tech touch: the one in effect',
    previous_tier  String COMMENT 'tier of the daily live run before; empty when there was none',
    indicated_tier String COMMENT 'tier that the rules say; it may wait for approval, for its day, or for a free place; empty for runs of older releases',
    since          Nullable(Date) COMMENT 'day on which the tier without a pin began; NULL when that was not kept yet',
    pool           String COMMENT 'team that looks after it, as config/touch-tiers.yaml names it; empty when no pools are named',
    effort         Float64 COMMENT 'places of a CSM''s book that it takes',
    arr            Nullable(Decimal(18, 2)) COMMENT 'twelve times the MRR, in the reporting currency; NULL without an exchange rate',
    ltv            Nullable(Float64) COMMENT 'margin LTV at the average churn of its segment, so that risk never lowers a tier, in the reporting currency; NULL when unknown',
    potential      Float64 COMMENT 'how much it may yet buy, 0 to 1: the highest of late (config/touch-tiers.yaml: potential); 1 for a strategic account',
    potential_seats  Nullable(Float64) COMMENT 'how near its seats are to being full, 0 to 1, now; NULL when unknown or of no weight',
    potential_plans  Nullable(Float64) COMMENT 'share of the plans above its own, 0 to 1; NULL when its plan is not among those of the settings',
    potential_growth Nullable(Float64) COMMENT 'growth of its MRR over a year, 1 from the settings'' fullGrowth on; NULL when it did not pay a year ago',
    strategic      UInt8 COMMENT '1: its profile says that it matters more than it pays',
    counts_for     Nullable(Float64) COMMENT 'what is compared with the thresholds: ARR or LTV (as the settings say), lifted by the potential, in the reporting currency; NULL when unknown',
    change_id      String COMMENT 'open change; see tier_changes; empty when there is none',
    change_to      String COMMENT 'tier that the open change leads to; empty when there is none',
    change_approved_by   String COMMENT 'who approved it, rule where nobody needs to; empty while it waits for approval',
    change_effective_on  Nullable(Date) COMMENT 'day from which it will be in effect; NULL while it waits for approval',
    pinned_by      String COMMENT 'who pinned the account to its tier; empty when it is not pinned',
    pin_reason     String COMMENT 'why; empty when it is not pinned',
    pin_expires_at Nullable(DateTime64(3, 'UTC')) COMMENT 'when the pin ends by itself, UTC; NULL when it is not pinned',
    tier_without_pin String COMMENT 'tier to which it returns when the pin ends; the same as tier when it is not pinned',
    segment        String COMMENT 'segment at that time; empty when unknown',
    language       String COMMENT 'language at that time; empty when unknown',
    country        String COMMENT 'ISO 3166 code at that time; empty when unknown',
    csm            String COMMENT 'customer success manager at that time; empty when nobody is',
    currency       String COMMENT 'the reporting currency, ISO 4217',
    reason         String COMMENT 'why this tier, in words'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit
SELECT
    run_id, runs.kind AS kind, account, as_of, tier, previous_tier, indicated_tier, since, pool,
    if(effort = 0, 1, effort) AS effort,
    toDecimal64(arr_minor / minor_per_unit, 2) AS arr,
    round(ltv_minor / minor_per_unit, 2) AS ltv,
    round(tiers.potential, 3) AS potential, potential_seats, potential_plans, potential_growth, strategic,
    round(tiers.counts_for, 2) AS counts_for,
    change_id, change_to, change_approved_by, change_effective_on,
    pin_author AS pinned_by, pin_reason, pin_expires_at,
    if(base_tier = '', tier, base_tier) AS tier_without_pin,
    segment, language, country, csm,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency,
    reason
FROM mimamori.touch_tiers AS tiers FINAL
INNER JOIN (SELECT run_id, kind FROM mimamori.score_runs FINAL WHERE status = 'complete') AS runs USING (run_id)
COMMENT 'History of touch tiers: one row per complete run over all accounts and account'
