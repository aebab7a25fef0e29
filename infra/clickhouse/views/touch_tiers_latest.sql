-- cs.touch_tiers_latest: the tier of each account as of the newest complete live run over all accounts.
CREATE OR REPLACE VIEW cs.touch_tiers_latest
(
    run_id         String COMMENT 'the run; see score_runs',
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
SELECT
    run_id, account, as_of, tier, previous_tier, indicated_tier, since, pool, effort, arr, ltv, potential, potential_seats,
    potential_plans, potential_growth, strategic, counts_for, change_id, change_to, change_approved_by, change_effective_on,
    pinned_by, pin_reason, pin_expires_at, tier_without_pin, segment, language, country, csm, currency, reason
FROM cs.touch_tiers
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'Touch tiers that hold now: one row per account'
