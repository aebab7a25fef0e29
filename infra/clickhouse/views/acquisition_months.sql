-- cs.acquisition_months: spend and new customers per channel and month, as the newest complete live run over all accounts sees them.
CREATE OR REPLACE VIEW cs.acquisition_months
(
    run_id         String COMMENT 'the run; see score_runs',
    as_of          DateTime64(3, 'UTC') COMMENT 'uses what was known by this moment, UTC',
    channel        String COMMENT 'channel of acquisition; (none) for customers whose channel nobody has named',
    month          Date COMMENT 'first day of the month, of the company time zone',
    spend          Nullable(Float64) COMMENT 'recorded for the month, the latest record counts; in the reporting currency; NULL: see reason',
    new_customers  UInt32 COMMENT 'accounts that paid for the first time in the month',
    cac            Nullable(Float64) COMMENT 'spend / new_customers; NULL without either',
    reason         String COMMENT 'why spend is NULL: no-spend-recorded, no-exchange-rate; else empty',
    currency       String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit
SELECT
    run_id, as_of, channel, month,
    round(spend_minor / minor_per_unit, 2) AS spend,
    new_customers,
    if(new_customers = 0, NULL, round(spend_minor / minor_per_unit / new_customers, 2)) AS cac,
    reason,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM mimamori.acquisition_months FINAL
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'Acquisition spend and new customers per channel and month';
