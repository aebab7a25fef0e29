-- cs.tier_cut_offs: the places of each tier and pool, and the cut-off that follows from them, as of the newest complete live run over
-- all accounts. Settings: config/touch-tiers.yaml (thresholds, pools); what another team would mean: ./mimamori tiers plan.
CREATE OR REPLACE VIEW cs.tier_cut_offs
(
    run_id    String COMMENT 'the run; see score_runs',
    as_of     DateTime64(3, 'UTC') COMMENT 'uses what was known by this moment, UTC',
    pool      String COMMENT 'team, as config/touch-tiers.yaml names it; empty when no pools are named',
    tier      String COMMENT 'high or low touch; tech touch has no places to count',
    places    Nullable(Float64) COMMENT 'CSMs x accounts per CSM, in accounts of effort 1; NULL where they are not counted',
    taken     Float64 COMMENT 'effort of the accounts that the rules or people place here',
    accounts  UInt32 COMMENT 'those accounts',
    cut_off   Float64 COMMENT 'what an account that does not hold the tier must count for to get it: the threshold, or more where the places are taken; in the reporting currency',
    is_full   UInt8 COMMENT '1: somebody who reaches the threshold found no place',
    currency  String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    run_id, as_of, pool, tier, places, taken, accounts, round(limits.cut_off, 2) AS cut_off, is_full,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM mimamori.tier_cut_offs AS limits FINAL
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'Cut-offs of touch tiers that hold now: one row per pool and tier'
