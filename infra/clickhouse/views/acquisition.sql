-- cs.acquisition: what a new customer costs per channel and whether it is worth it, as the newest complete live run over all
-- accounts sees it.
CREATE OR REPLACE VIEW cs.acquisition
(
    run_id             String COMMENT 'the run; see score_runs',
    as_of              DateTime64(3, 'UTC') COMMENT 'uses what was known by this moment, UTC',
    channel            String COMMENT 'channel of acquisition of the account''s profile; empty for all channels, (none) for customers whose channel nobody has named',
    window_months      UInt8 COMMENT 'complete months before as_of that were looked at (churnWindowMonths)',
    months_with_spend  UInt8 COMMENT 'those of them whose spend is known: spend and customers of the others take no part',
    spend              Nullable(Float64) COMMENT 'recorded acquisition spend of these months, in the reporting currency; NULL: see reason',
    new_customers      UInt32 COMMENT 'accounts that paid for the first time in these months',
    cac                Nullable(Float64) COMMENT 'customer acquisition cost: spend / new_customers; NULL: see reason',
    ltv_new_customer_60_months  Nullable(Float64) COMMENT 'what a new customer is worth within 60 months: predicted contribution margin, discounted, mean over the segments of the channel''s new customers',
    allowable_cac      Nullable(Float64) COMMENT 'the most that a customer may cost: ltv_new_customer_60_months / target_ltv_to_cac',
    target_ltv_to_cac  Float64 COMMENT 'the ratio that is asked for (targetLtvToCac of the configuration)',
    ltv_to_cac         Nullable(Float64) COMMENT 'ltv_new_customer_60_months / cac; NULL where either is unknown',
    mark               String COMMENT 'loses-money below 1; thin from 1; healthy from 3 to 5; under-investing above 5; empty without a ratio',
    payback_simple_months    Nullable(Float64) COMMENT 'cac / contribution margin per month, as if no customer left',
    payback_surviving_months Nullable(Float64) COMMENT 'months until the margin of the customers that are still there has paid for all that were won; NULL where that is not reached within 120 months',
    ltv_annual_revenue_times_years_less_cac  Nullable(Float64) COMMENT 'textbook: annual revenue x years of the mean lifetime - cac; neither margin nor discount',
    reason             String COMMENT 'why cac is NULL: no-spend-recorded, no-exchange-rate, no-new-customers; else empty',
    currency           String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit
SELECT
    run_id, as_of, channel, window_months, months_with_spend,
    round(spend_minor / minor_per_unit, 2) AS spend,
    new_customers,
    round(cac_minor / minor_per_unit, 2) AS cac,
    round(ltv_new_customer_60_months_minor / minor_per_unit, 2) AS ltv_new_customer_60_months,
    round(allowable_cac_minor / minor_per_unit, 2) AS allowable_cac,
    target_ltv_to_cac, ltv_to_cac, mark, payback_simple_months, payback_surviving_months,
    round(ltv_annual_revenue_times_years_less_cac_minor / minor_per_unit, 2) AS ltv_annual_revenue_times_years_less_cac,
    reason,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM mimamori.acquisition_channels FINAL
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'Cost of a new customer per channel, what it may cost, LTV:CAC and payback';
