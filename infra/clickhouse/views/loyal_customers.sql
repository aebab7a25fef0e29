-- cs.loyal_customers: which paying customers are loyal, and what the others lack, as of the newest complete live run over all accounts.
-- What loyal means is in config/touch-tiers.yaml (loyalCustomers). As shipped: renewed once or a year with the company; a health score
-- of 80 or more in each daily run of 90 days; a mean NPS answer of 9 or more within a year; 75 % of the seats in use; no overdue invoice.
CREATE OR REPLACE VIEW cs.loyal_customers
(
    run_id        String COMMENT 'the run; see score_runs',
    account       String COMMENT 'account id; accounts that have paid and have not left',
    as_of         DateTime64(3, 'UTC') COMMENT 'uses what was known by this moment, UTC',
    is_loyal      UInt8 COMMENT '1: every condition of the settings holds (config/touch-tiers.yaml: loyalCustomers)',
    missing       Array(String) COMMENT 'conditions that do not hold: stayed, health, nps, seat-use, invoices; what is not known does not hold',
    missing_words Array(String) COMMENT 'the same in words',
    renewals      Nullable(UInt16) COMMENT 'renewals behind it in its present term; NULL when unknown',
    tenure_days   Nullable(UInt32) COMMENT 'days since its first payment; NULL when unknown',
    healthy_since Nullable(Date) COMMENT 'company day since which its score has been high in each daily run; NULL when it is not now',
    nps           Nullable(Float64) COMMENT 'mean of the latest NPS answers of its people, 0 to 10; NULL without a recent one',
    seat_use      Nullable(Float64) COMMENT 'distinct users of 28 days / seats; NULL when unknown',
    overdue_invoices UInt32 COMMENT 'open, undisputed invoices past their due date'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    run_id, account, as_of, loyal AS is_loyal, missing, missing_words, renewals, tenure_days, healthy_since,
    round(loyal.nps, 1) AS nps, round(loyal.seat_use, 3) AS seat_use, overdue_invoices
FROM mimamori.loyal_customers AS loyal FINAL
WHERE run_id IN (SELECT run_id FROM mimamori.runs_in_force WHERE scope = 'all')
COMMENT 'Loyal customers: one row per paying account, with what it lacks to be one'
